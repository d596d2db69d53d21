"""How gunicorn serves the site: the demo, a server and a container use this same file."""

import gc
import os
from pathlib import Path

wsgi_app = "purifikar.wsgi:application"
bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads keep a slow or silent browser from holding up a worker. Behind a proxy that buffers, 1 is quicker: no thread waits for another.
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread" if threads > 1 else "sync"

timeout = 60
graceful_timeout = 20
keepalive = 15
max_requests, max_requests_jitter = 5000, 500  # a slow leak never grows old
limit_request_line = 8190

# The heartbeat file in memory: on a busy disk a worker would look dead.
memory = Path("/dev/shm")  # noqa: S108
worker_tmp_dir = str(memory) if memory.is_dir() else None
control_socket_disable = True
# Django itself decides which forwarded header counts (TRUSTED_PROXIES).
forwarded_allow_ips = ""
# Addresses carry tokens (invitations, calendars), so no access log here: a proxy's log can leave them out.
accesslog = None
errorlog = "-"


def post_worker_init(worker):
    """What the application is made of lives as long as the process: the collector need not go through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
