from app.reports.memory import Memory


def test_it_returns_what_was_put() -> None:
    memory = Memory(10)
    memory.put("a", b"12345")
    assert memory.get("a") == b"12345"


def test_it_returns_nothing_for_a_name_it_does_not_know() -> None:
    assert Memory(10).get("a") is None


def test_it_forgets_first_what_was_not_asked_for_the_longest() -> None:
    memory = Memory(10)
    memory.put("a", b"12345")
    memory.put("b", b"12345")
    memory.get("a")
    memory.put("c", b"123")
    assert memory.get("b") is None
    assert memory.get("a") == b"12345"
    assert memory.get("c") == b"123"


def test_it_forgets_as_many_as_it_must() -> None:
    memory = Memory(10)
    for name in "abcde":
        memory.put(name, b"12")
    memory.put("f", b"1234567")
    assert [name for name in "abcdef" if memory.get(name)] == ["e", "f"]


def test_it_counts_what_it_replaces_once() -> None:
    memory = Memory(10)
    memory.put("a", b"12345")
    memory.put("a", b"123456")
    memory.put("b", b"1234")
    assert memory.get("a") == b"123456"
    assert memory.get("b") == b"1234"


def test_it_does_not_keep_what_is_larger_than_all_its_room() -> None:
    memory = Memory(10)
    memory.put("a", b"12345")
    memory.put("b", b"12345678901")
    assert memory.get("b") is None
    assert memory.get("a") == b"12345"


def test_it_remembers_what_is_empty() -> None:
    memory = Memory(10)
    memory.put("a", b"")
    assert memory.get("a") == b""
