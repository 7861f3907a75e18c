"""The queue of downloads: kept, gone on with, and put in place."""
