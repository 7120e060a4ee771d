// Leads on from an address that has moved, to the same statement.
location.replace(document.querySelector("main .summary a").href + location.hash);
