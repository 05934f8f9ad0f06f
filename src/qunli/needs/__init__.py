"""Needs: hard technical problems that organizations state, and the key-technology list."""
