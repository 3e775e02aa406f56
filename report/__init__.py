"""The report: one page about the artists in the built marts, beside the docs site."""
