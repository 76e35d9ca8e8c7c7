"""Pages from above: home pages, dashboards, downloads."""
