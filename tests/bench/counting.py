"""With BENCH_COUNT the web server says with each answer what it took: statements, CPU of Python."""

import time

from django.db import connection

TOOK = "X-Took"


class CountingMiddleware:
    """Count until the answer begins; what is read while it is sent comes after."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked, started = 0, time.thread_time()

        def count(execute, *arguments):
            nonlocal asked
            asked += 1
            return execute(*arguments)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        cpu = 1_000 * (time.thread_time() - started)
        response.headers[TOOK] = f"{asked} {cpu:.1f}"
        return response
