"""What every part stands on: paths, settings, the database, the log, this machine. No Qt."""
