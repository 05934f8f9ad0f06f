"""Where needs are read from sheets and shown before they enter."""
