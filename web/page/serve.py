#!/usr/bin/env python3
"""Serves a folder on 127.0.0.1, never cached, the program with the policy of the folder's csp.conf: serve.py FOLDER PORT"""
import functools
import http.server
import pathlib
import re
import sys


class Handler(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm", ".js": "text/javascript", ".webmanifest": "application/manifest+json"}

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")
        policy = pathlib.Path(self.directory) / "csp.conf"
        if policy.exists() and re.fullmatch(r"/(|index\.html|unroll\.html|exercise\.html|[\w-]+\.js)", self.path.split("?")[0]):
            self.send_header("Content-Security-Policy", re.search(r'Content-Security-Policy "([^"]*)"', policy.read_text(encoding="utf-8")).group(1))
        super().end_headers()

    def log_message(self, *_):
        pass


def main():
    folder, port = sys.argv[1], int(sys.argv[2])
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Handler, directory=folder))
    except OSError as error:
        sys.exit(f"serve.py: port {port} can't be used ({error.strerror}); try another with --port")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


main()
