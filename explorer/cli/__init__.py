"""The command line program `omx`, a file for each verb. No Qt but the event loop."""
