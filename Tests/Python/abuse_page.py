"""Does to a box's page what broken and hostile clients do, and measures what it costs the box.

    abuse_page.py HOST PORT PID

Prints what was measured; exits 1 where the box did not answer others meanwhile, lost a poll, grew, or kept what it should
have closed.
"""
import json
import os
import pathlib
import resource
import socket
import sys
import threading
import time
import urllib.request

HOST, PORT, PID = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
problems = []


def check(is_right, what):
    if not is_right:
        problems.append(what)


def memory():
    """Resident memory of the box in MB."""
    text = pathlib.Path(f"/proc/{PID}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def connect(seconds=5):
    return socket.create_connection((HOST, PORT), timeout=seconds)


def ask(path):
    begin = time.monotonic()
    with urllib.request.urlopen(f"http://{HOST}:{PORT}{path}", timeout=20) as answer:
        body = answer.read()
    return time.monotonic() - begin, body


def polls():
    buses = json.loads(ask("/api/v1/buses/statistics")[1])
    return sum(bus["transactions"] for bus in buses)


def meanwhile(name, abuse, most_growth, is_full=False):
    """Runs abuse while a normal client goes on asking; the line must go on being polled as fast as before."""
    before, begin, memory_before = polls(), time.monotonic(), memory()
    slowest, stop = [0.0], threading.Event()

    def normal():
        while not stop.is_set():
            try:
                slowest[0] = max(slowest[0], ask("/ledger")[0])
            except OSError as error:
                slowest[0] = max(slowest[0], 20)
                # Where all connections are taken, others wait for one; the box itself must not.
                check(is_full, f"{name}: a normal client got {error}")
            stop.wait(0.3)

    thread = threading.Thread(target=normal)
    thread.start()
    try:
        said = abuse()
    finally:
        stop.set()
        thread.join()
    seconds = time.monotonic() - begin
    rate, growth = (polls() - before) / seconds, memory() - memory_before
    print(f"{name}: {said}; a normal client waited {slowest[0] * 1000:.0f} ms at most, "
          f"{rate:.1f} exchanges a second on the line, {growth:+.1f} MB")
    check(growth <= most_growth, f"{name}: memory grew by {growth:.1f} MB")
    check(rate >= 0.5 * calm_rate, f"{name}: {rate:.1f} exchanges a second, {calm_rate:.1f} in peace")


def closed(sock):
    """The answer before the box closed the connection; nothing where it did not."""
    data = b""
    try:
        while True:
            part = sock.recv(65536)
            if not part:
                return data or b"closed"
            data += part
    except ConnectionError:
        return data or b"closed"
    except TimeoutError:
        return None


def slow_headers():
    socks = [connect() for _ in range(50)]
    begin = time.monotonic()
    alive = set(range(len(socks)))
    for sock in socks:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    while alive and time.monotonic() - begin < 40:
        for number in list(alive):
            try:
                socks[number].sendall(b"X-A: b\r\n")
                socks[number].setblocking(False)
                if socks[number].recv(4096) == b"":
                    alive.discard(number)
            except BlockingIOError:
                pass
            except OSError:
                alive.discard(number)
            finally:
                socks[number].setblocking(True)
        time.sleep(1)
    for sock in socks:
        sock.close()
    check(not alive, f"{len(alive)} of 50 slow heads are still let go on after 40 s")
    return f"50 slow heads were closed after {time.monotonic() - begin:.0f} s"


def idle():
    socks = []
    for _ in range(1000):
        sock = socket.socket()
        sock.setblocking(False)
        sock.connect_ex((HOST, PORT))
        socks.append(sock)
    time.sleep(25)
    for sock in socks:
        sock.close()
    return "1000 idle connections for 25 s"


def never_reading():
    socks = []
    for _ in range(40):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.settimeout(5)
        sock.connect((HOST, PORT))
        sock.sendall(b"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        socks.append(sock)
        time.sleep(0.1)
    time.sleep(20)
    for sock in socks:
        sock.close()
    return "40 event streams that nobody reads for 20 s"


def big_bodies():
    answers = set()
    for path in ("/api/v1/transactions", "/sign-in", "/"):
        sock = connect(60)
        sock.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {64 << 20}\r\n\r\n".encode())
        piece = b"x" * (1 << 20)
        try:
            for _ in range(64):
                sock.sendall(piece)
        except OSError:
            pass
        sock.settimeout(30)
        try:
            answers.add(sock.recv(200).split(b"\r\n")[0].decode() or "closed")
        except OSError:
            answers.add("closed")
        sock.close()
    check(not any(" 5" in answer for answer in answers), f"big bodies: {answers}")
    return f"64 MB bodies: {', '.join(sorted(answers))}"


def broken():
    for text in (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00", b"GET " + b"a" * 70000,
                 b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                 b"GET / HTTP/1.1\r\n" + b"".join(b"A%d: b\r\n" % n for n in range(5000)) + b"\r\n",
                 b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n"):
        socks = []
        for _ in range(20):
            sock = connect(30)
            try:
                sock.sendall(text)
                socks.append(sock)
            except OSError:
                sock.close()
        for sock in socks:
            answer = closed(sock)
            check(answer is not None, f"{text[:40]} is let go on")
            check(not answer or b" 200 " not in answer[:20], f"{text[:40]} was answered {answer[:40]}")
            sock.close()
    return "120 broken requests"


resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
begin, first = time.monotonic(), polls()
time.sleep(5)
calm_rate = (polls() - first) / (time.monotonic() - begin)
descriptors = len(os.listdir(f"/proc/{PID}/fd"))
print(f"in peace: {calm_rate:.1f} exchanges a second on the line, {memory():.1f} MB")
meanwhile("slow heads", slow_headers, 16)
meanwhile("idle connections", idle, 24, is_full=True)
meanwhile("streams not read", never_reading, 24)
meanwhile("big bodies", big_bodies, 24)
meanwhile("broken requests", broken, 16)
deadline = time.monotonic() + 40
while len(os.listdir(f"/proc/{PID}/fd")) > descriptors + 4 and time.monotonic() < deadline:
    time.sleep(0.5)
left = len(os.listdir(f"/proc/{PID}/fd"))
check(left <= descriptors + 4, f"{left} descriptors are open, {descriptors} were at the beginning")
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
