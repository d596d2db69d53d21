"""Import of people and leads out of a spreadsheet: read, mapped, tried, done by a worker, undone (BEY-15, field note 23)."""
