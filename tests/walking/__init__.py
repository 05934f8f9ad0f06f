"""The whole road as people walk it: by the pages' own links, forms and buttons, over HTTP or in a real browser."""
