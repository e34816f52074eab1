"""What opening a wheel tells: who it is, what is in it, and which requirements apply everywhere."""

from tests.ingest.wheels import wheel


def test_the_name_is_normalised_and_the_version_read() -> None:
    opened = wheel({"my_pkg/__init__.py": "x = 1"}, "My-Pkg", "1.0")
    assert (opened.name, opened.version) == ("my-pkg", "1.0")
    assert opened.members["my_pkg/__init__.py"] == 5
    assert opened.read("my_pkg/__init__.py") == b"x = 1"


def test_requirements_are_those_of_the_plain_package_on_one_fixed_system() -> None:
    requires = [
        "always>=1",
        "old; python_version < '3.9'",
        "windows; sys_platform == 'win32'",
        "more; extra == 'all'",
        "new; python_version >= '3.11'",
        "no requirement at all !!",
        "odd; python_version < 'x'",
    ]
    opened = wheel({}, requires=requires)
    assert [one.name for one in opened.requires if one.name != "odd"] == ["always", "new"]
