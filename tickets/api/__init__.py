"""The tickets in the API: reading them, and every act on them as an action that calls the act of the page."""
