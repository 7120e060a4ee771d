#!/bin/sh
# one-issue.sh REPORT...: keeps one open issue with what the reports say, and closes it when they say nothing.
# Needs gh, and GH_TOKEN with the right to write issues.
set -eu
label=upkeep
title='Upkeep: links, ages, dependencies'
body=$(mktemp)
trap 'rm -f "$body"' EXIT
for report in "$@"; do
    if [ -s "$report" ]; then
        cat "$report"
        echo
    fi
done >"$body"

open=$(gh issue list --label "$label" --state open --limit 1 --json number --jq '.[].number')
if [ ! -s "$body" ]; then
    if [ -n "$open" ]; then
        gh issue close "$open" --comment 'Nothing is left to look at.'
    fi
    exit 0
fi

# An issue holds 65,536 characters.
if [ "$(wc -c <"$body")" -gt 60000 ]; then
    head -c 60000 "$body" | sed '$d' >"$body.cut"
    printf '\nThe rest was cut off: `make links` and `make audit` give the whole.\n' >>"$body.cut"
    mv "$body.cut" "$body"
fi
if [ -n "$open" ]; then
    gh issue edit "$open" --body-file "$body"
else
    gh label create "$label" --force --description 'What the scheduled job found'
    gh issue create --title "$title" --label "$label" --body-file "$body"
fi
