"""Where the directory asks the engines: names, codes, likeness, and rosters as people keep them."""
