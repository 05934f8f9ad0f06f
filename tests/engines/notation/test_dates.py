

def test_so_many_years_end_on_the_day_before() -> None:
    found = [last_day_of_years(date(2024, 5, 1), 3), last_day_of_years(date(2024, 2, 29), 3)]
    assert found == [date(2027, 4, 30), date(2027, 2, 28)]
