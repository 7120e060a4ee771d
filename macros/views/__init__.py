"""Views: pure functions of (Atlas, page) that give the HTML of a page's body, in modules named for what they show."""
