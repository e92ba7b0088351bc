"""The history of the tables; `python -m server migrate` brings any database to the last one."""
