"""Looks at a box's page as a person would: in a real Chromium, on a phone and on a wall.

    browse_page.py ADDRESS METER PASS_FILE PICTURES|- < paths

One path on each line of the input. Prints what is wrong, one thing a line, and nothing else but a sum; exits 1 where
something is.
"""
import json
import pathlib
import socket
import sys
import threading
import time
from urllib.parse import urlsplit

import axe_core_python
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

WIDTHS = {"phone": (390, 844), "laptop": (1280, 900), "wall": (2560, 1440)}
SCHEMES = {"phone": ("light", "dark"), "laptop": ("light",), "wall": ("dark",)}
AXE = pathlib.Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
problems = []
checks = 0


def check(is_right, what):
    global checks
    checks += 1
    if not is_right:
        problems.append(what)
    return is_right


def browser(scripts=True, language="en"):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--disable-background-networking", "--disable-component-update", "--no-first-run",
                     f"--lang={language}"):
        options.add_argument(argument)
    settings = {"intl.accept_languages": language}
    if not scripts:
        settings["profile.managed_default_content_settings.javascript"] = 2
    options.add_experimental_option("prefs", settings)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    driver.set_page_load_timeout(60)
    return driver


def wait(driver, what, condition, seconds=60):
    try:
        return WebDriverWait(driver, seconds, poll_frequency=0.1).until(condition)
    except Exception as error:
        check(False, f"{what}: not within {seconds} s ({type(error).__name__})")
        return None


def listen(driver, host, place):
    """No error in the console, and no request to anywhere else."""
    for entry in driver.get_log("browser"):
        check(entry["level"] not in ("SEVERE", "WARNING"), f"{place}: console: {entry['message']}")
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] != "Network.requestWillBeSent":
            continue
        address = message["params"]["request"]["url"]
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "ws", "wss"):
            check(parts.netloc == host, f"{place}: asks {address}")


def look(driver, address, path, place):
    driver.get(address + path)
    check(len(driver.find_elements(By.TAG_NAME, "main")) == 1, f"{place}: not one main")
    titles = driver.find_elements(By.TAG_NAME, "h1")
    check(len(titles) == 1 and titles[0].text.strip(), f"{place}: not one title")
    wide = driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    check(wide <= 0, f"{place}: {wide} pixels too wide")
    if place.split()[0] == "phone":
        small = driver.execute_script(
            "return [...document.querySelectorAll('nav a, button')].filter(e => {"
            "const r = e.getBoundingClientRect(); return r.width > 0 && r.height < 40 }).map(e => e.textContent)")
        check(not small, f"{place}: too small for a thumb: {small}")
    driver.execute_script(AXE)
    found = driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'best-practice']}).then(r => done(r.violations))")
    for violation in found:
        nodes = "; ".join(node["html"][:120] for node in violation["nodes"][:3])
        check(False, f"{place}: {violation['id']}: {violation['help']}: {nodes}")


def views(address, paths, pictures):
    host = urlsplit(address).netloc
    for width, size in WIDTHS.items():
        driver = browser()
        try:
            driver.set_window_size(*size)
            for scheme in SCHEMES[width]:
                driver.execute_cdp_cmd(
                    "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
                for path in paths:
                    place = f"{width} {scheme} {path}"
                    look(driver, address, path, place)
                    if pictures and scheme == "light" and width != "wall":
                        name = path.strip("/").replace("/", "-") or "grid"
                        height = driver.execute_script("return document.documentElement.scrollHeight")
                        driver.set_window_size(size[0], min(2400, max(size[1], height + 90)))
                        driver.save_screenshot(str(pictures / f"{width}-{name}.png"))
                        driver.set_window_size(*size)
                    listen(driver, host, place)
        finally:
            driver.quit()


class Cable:
    """A way to the box that can be cut."""

    def __init__(self, address):
        parts = urlsplit(address)
        self.place = (parts.hostname, parts.port)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.ends = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.socket.accept()
                far = socket.create_connection(self.place)
            except OSError:
                return
            self.ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    @staticmethod
    def carry(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self):
        for end in [self.socket] + self.ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()


def live(address, meter):
    """What changes comes by itself, and a lost stream is told."""
    driver = browser()
    cable = Cable(address)
    address = cable.address
    try:
        driver.get(address + "/")
        wait(driver, "the page says that it is live",
             lambda d: d.find_element(By.ID, "live").get_attribute("data-state") == "good")
        name = f"[data-live='communication {meter}']"
        driver.execute_script("document.querySelector(arguments[0]).textContent = 'changed by the test'", name)
        wait(driver, "a value is put right by the stream",
             lambda d: d.find_element(By.CSS_SELECTOR, name).text == "communicating")
        driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
        focus = driver.switch_to.active_element.get_attribute("class")
        check(focus == "skip", f"the first Tab reaches {focus!r}, not the way past the navigation")
        # A page whose box is gone must not look as if all were well.
        cable.cut()
        wait(driver, "the page says that it is not live",
             lambda d: d.find_element(By.ID, "live").get_attribute("data-state") == "fault")
    finally:
        driver.quit()


def languages(address):
    driver = browser(language="hi")
    try:
        driver.get(address + "/")
        check(driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "hi", "Hindi is not chosen by itself")
        driver.find_element(By.CSS_SELECTOR, "a[hreflang=en]").click()
        wait(driver, "English, once chosen",
             lambda d: d.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en")
        driver.get(address + "/ledger")
        check(driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en", "the choice is forgotten")
    finally:
        driver.quit()


def without_scripts(address, paths):
    driver = browser(scripts=False)
    try:
        for path in paths:
            driver.get(address + path)
            check(len(driver.find_element(By.TAG_NAME, "main").text) > 20, f"{path}: nothing to read without scripts")
    finally:
        driver.quit()


def sign_in(address, meter, signed, pictures):
    driver = browser()
    host = urlsplit(address).netloc
    try:
        driver.set_window_size(*WIDTHS["laptop"])
        path = f"/meters/{meter}"
        driver.get(address + path)
        check("signed in" in driver.find_element(By.TAG_NAME, "main").text, "the account is not said to need a name")
        driver.get(address + "/sign-in")
        driver.find_element(By.ID, "pass").send_keys("gtp1-00")
        driver.find_element(By.CSS_SELECTOR, "main button").click()
        wait(driver, "a bad pass is refused", lambda d: d.find_elements(By.CSS_SELECTOR, "[role=alert]"))
        driver.get_log("browser")
        driver.find_element(By.ID, "pass").send_keys(signed)
        driver.find_element(By.CSS_SELECTOR, "main button").click()
        wait(driver, "signed in", lambda d: d.find_elements(By.CSS_SELECTOR, "form[action='/sign-out']"))
        look(driver, address, path, f"laptop signed-in {path}")
        check("Supply permit until" in driver.find_element(By.TAG_NAME, "main").text, "the permit is not shown")
        if pictures:
            driver.set_window_size(1280, 1700)
            driver.save_screenshot(str(pictures / "laptop-signed-in.png"))
        driver.find_element(By.CSS_SELECTOR, "a[href$='/statement']").click()
        wait(driver, "the statement", lambda d: "Statement of account" in d.find_element(By.TAG_NAME, "body").text)
        driver.get(address + path)
        driver.find_element(By.CSS_SELECTOR, "form[action='/sign-out'] button").click()
        wait(driver, "signed out", lambda d: d.find_elements(By.CSS_SELECTOR, "a[href='/sign-in']"))
        listen(driver, host, "signing in and out")
    finally:
        driver.quit()


def main():
    address, meter, signed, pictures = sys.argv[1:5]
    pictures = None if pictures == "-" else pathlib.Path(pictures)
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    paths = [line.strip() for line in sys.stdin if line.strip()]
    address = address.rstrip("/")
    begin = time.monotonic()
    views(address, paths, pictures)
    live(address, meter)
    languages(address)
    without_scripts(address, paths)
    sign_in(address, meter, pathlib.Path(signed).read_text().strip(), pictures)
    for problem in sorted(set(problems)):
        print(problem)
    print(f"{checks} checks of {len(paths)} views, {len(set(problems))} problems, {time.monotonic() - begin:.0f} s")
    sys.exit(1 if problems else 0)


main()
