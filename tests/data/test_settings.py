"""The settings of an installation, as they are written and as they are read."""

from __future__ import annotations

import pytest

from data.settings import SettingsError, settings


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", ()),
        (" , ", ()),
        ("csp.example.gov.uk", ("csp.example.gov.uk",)),
        ("CSP.example.gov.uk., 10.1.2.3,", ("csp.example.gov.uk", "10.1.2.3")),
        ("[2001:db8::1],2001:db8::2", ("2001:db8::1", "2001:db8::2")),
    ],
)
def test_hosts_are_names_between_commas(monkeypatch, written, names):
    monkeypatch.setenv("CSP_HOSTS", written)
    assert settings().hosts == names


@pytest.mark.parametrize(
    "written", ["*", "*.example.gov.uk", "http://a.uk", "a.uk:8501", "a.uk/csp", "cafe:8501", "a b"]
)
def test_a_host_that_no_request_would_bear_is_told(monkeypatch, written):
    monkeypatch.setenv("CSP_HOSTS", f"fine.example,{written}")
    with pytest.raises(SettingsError) as told:
        settings()
    assert f"'{written}' is not a bare name or address" in str(told.value)
    assert "without http:// and without a port" in str(told.value)
