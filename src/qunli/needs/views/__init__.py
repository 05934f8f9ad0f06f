"""Pages of needs, collection notices and the key-technology list."""
