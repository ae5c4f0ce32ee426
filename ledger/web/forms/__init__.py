"""Forms: what was typed becomes a domain value."""
