#!/bin/sh
# Load on the built site: our configuration of nginx beside Debian's own, in turns, then ours with a thousand connections.
# As root, with Debian's nginx and wrk, after `make build hosting/headers.conf compress=yes`. SECONDS_EACH=10 is the length of a run.
set -eu
cd "$(dirname "$0")/.."
site=$PWD/site
work=$(mktemp -d)
chmod 755 "$work"
trap 'kill $(cat "$work"/*.pid) && sleep 1; rm -rf "$work"' EXIT
# A connection is an open file, in wrk as in nginx.
ulimit -S -n 8192

cp hosting/headers.conf "$work"
sed "s|/tmp/|$work/|; s|root /srv/site;|root $site;|; s|listen 8080;|listen 127.0.0.1:8081;|" hosting/nginx.conf >"$work/ours.conf"
sed "s|^pid .*|pid $work/debian.pid;|; s|/var/log/nginx/|$work/|
     s|include /etc/nginx/sites-enabled/\*;|server { listen 127.0.0.1:8082; root $site; }|" /etc/nginx/nginx.conf >"$work/debian.conf"
nginx -c "$work/ours.conf" -g "user www-data;" -e "$work/error.log"
nginx -c "$work/debian.conf" -e "$work/error.log"

# Forty pages and ten files for other programs, spread over the site.
every() { awk -v want="$1" '{ line[NR] = $0 } END { for (i = 0; i < want; i++) print line[int(i * NR / want) + 1] }'; }
{
    sed -n 's|.*<loc>https*://[^/]*\(/[^<]*\)</loc>.*|\1|p' site/sitemap.xml | every 40
    find site/ \( -name '*.atom' -o -name '*.md' -o -name '*.csv' -o -name '*.js' -o -name '*.csl.json' \) -size -64k | sort | sed 's|^site||' | every 10
} >"$work/paths"

cat >"$work/mix.lua" <<'LUA'
local paths, n = {}, 0
for path in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = path end
wrk.headers["Accept-Encoding"] = "gzip"
request = function() n = n % #paths + 1; return wrk.format("GET", paths[n]) end
done = function(summary, latency)
    local e = summary.errors
    io.write(string.format("= %.0f %.3f %.3f %d %d\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
        latency:percentile(99) / 1000, e.status, e.connect + e.read + e.write + e.timeout))
end
LUA
run() { # name, port, connections: name, requests a second, p50 and p99 in ms, bad answers, errors of connections
    echo "$1 $(PATHS=$work/paths wrk -t2 -c"$3" -d"${SECONDS_EACH:-10}s" -s "$work/mix.lua" "http://127.0.0.1:$2" | sed -n 's/^= //p')"
}

echo "server, requests/s, p50 ms, p99 ms, bad answers, socket errors; $(wc -l <"$work/paths") addresses, 64 connections"
for _ in 1 2 3; do
    run ours 8081 64
    run debian 8082 64
done | tee "$work/rounds"
awk '{ for (i = 2; i <= 4; i++) sum[$1, i] += $i }
     END { printf "ours / debian: requests %.2f, p50 %.2f, p99 %.2f\n", sum["ours", 2] / sum["debian", 2], sum["ours", 3] / sum["debian", 3], sum["ours", 4] / sum["debian", 4] }' "$work/rounds"
echo "ours at 1000 connections"
run limit 8081 1000 | tee "$work/limit"
awk '{ exit $5 + $6 > 0 }' "$work/limit"
