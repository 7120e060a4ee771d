#!/bin/sh
# The lines below the summary of a pull request: where the built site lies and how to look at it.
set -eu
cat <<LINES

[The built site]($1) as an archive. Unpack it and its \`preview.tar\`, then:

    python3 -m http.server --directory preview

and open <http://localhost:8000/preview/>: the page of this change, with links to every page as it would become.
LINES
