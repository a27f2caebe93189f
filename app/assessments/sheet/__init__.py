"""An assessment as a sheet: a CSV file or a workbook with one row for each cell of the checklist."""
