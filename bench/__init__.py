"""Speed, measured side by side in one run; figures are ratios, never promises of a machine."""
