"""English dates: 04/07 is two days, depending on who reads it; these are one."""

SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
DATETIME_FORMAT = "N j, Y, H:i"
TIME_FORMAT = "H:i"
