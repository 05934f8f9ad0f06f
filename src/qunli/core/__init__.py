"""Core: what every room stands on. Journal, fields, calendar, attachments, messages, papers, page components."""
