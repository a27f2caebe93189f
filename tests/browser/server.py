"""The application behind a real socket on this machine, so that a browser can use it."""

import socket
from threading import Condition, Thread

import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

HOST = "127.0.0.1"
PATIENCE = 20.0


class LiveServer:
    """uvicorn in a thread of its own, on a free port, until it is stopped."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._under_way = 0
        self._change = Condition()
        # Bound and listening before the thread starts: who connects early waits in the queue, not in a loop of tries.
        self._socket = socket.create_server((HOST, 0))
        self.address = f"http://{HOST}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            self._serve, interface="asgi3", lifespan="off", log_config=None, access_log=False, ws="none"
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        self._thread.start()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._count(1)
        try:
            await self._app(scope, receive, send)
        finally:
            self._count(-1)

    def _count(self, step: int) -> None:
        with self._change:
            self._under_way += step
            self._change.notify_all()

    def wait_until_idle(self) -> None:
        """Return once no request is under way, so that the database may be taken from under the server."""
        with self._change:
            assert self._change.wait_for(lambda: self._under_way == 0, PATIENCE), "a request never ended"

    def stop(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the server did not stop"
        self._socket.close()
