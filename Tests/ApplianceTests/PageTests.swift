import Appliance
import Foundation
import TestSupport
import Testing

extension ServiceTests {
    /// The page, the interface and the metrics of a running box, asked over the network.
    @Suite("Page", .serialized, .timeLimit(.minutes(5)))
    struct PageTests {
        private static let paths = [
            "/", "/nodes/transformer", "/nodes/feeder", "/meters/H-02", "/meters/DTR", "/alarms", "/buses",
            "/buses/line", "/buses/line/units/2", "/ledger", "/sign-in",
        ]

        @Test("a person sees what the box sees: pages, data, metrics, and an account only by name")
        func seen() async throws {
            let site = try await PageSite()
            try await self.pages(of: site)
            try await self.rights(of: site)
            try await self.metrics(of: site)
            try await self.interface(of: site)
            await site.stop()
        }

        private func pages(of site: PageSite) async throws {
            for path in Self.paths {
                let page = try await site.get(path)
                #expect(page.status == 200, "\(path): \(page)")
                #expect(page.headers["content-security-policy"]?.contains("default-src 'none'") == true, "\(path)")
                #expect(page.text.contains("<h1>"), "\(path)")
            }
            let grid = try await site.get("/").text
            for meter in ["H-01", "H-02", "H-03", "DTR"] {
                #expect(grid.contains("/meters/\(meter)"), "\(meter)")
            }
            #expect(grid.contains("210144021302") && grid.contains("supply on"), "\(grid)")
            try await wait(for: "a chart of two balances") {
                try await site.get("/nodes/transformer").text.contains("<polyline class=\"delivered\"") ? () : nil
            }
            let hindi = try await site.get("/", "-H", "Accept-Language: hi-IN,hi;q=0.9,en;q=0.5").text
            #expect(hindi.contains("lang=\"hi\"") && hindi.contains("संचार ठीक"))
            #expect(try await site.get("/meters/NONE").status == 404)
            #expect(try await site.get("/nothing").status == 404)
            let other = try await site.get("/", "-X", "DELETE")
            #expect(other.status == 405 && other.headers["allow"] == "GET, HEAD", "\(other)")
            #expect(try await site.get("/", "-H", "Host: evil.example").status == 421)
            #expect(try await site.get("/sign-out", "-X", "POST", "-H", "Origin: http://evil.example").status == 403)
            let away = try await site.get("/language?to=hi&back=//evil.example")
            #expect(away.status == 303 && away.headers["location"] == "/", "\(away)")
        }

        private func rights(of site: PageSite) async throws {
            #expect(try await site.get("/api/v1/accounts").status == 401)
            #expect(try await site.get("/api/v1/status").status == 200)
            #expect(try await site.get("/accounts/A-H-02/statement").status == 401)
            #expect(try await site.get("/api/v1/buses").status == 404, "lending is for tools of the machine")
            let pass = try await site.pass()
            let accounts = try await site.get("/api/v1/accounts", "-H", "Authorization: GridTally \(pass)")
            #expect(accounts.status == 200 && accounts.text.contains("A-H-02"), "\(accounts)")
            // A box is no person.
            let box = try await site.pass("substation")
            #expect(try await site.get("/api/v1/accounts", "-H", "Authorization: GridTally \(box)").status == 403)
            let forged = String(pass.dropLast(4)) + "0000"
            #expect(try await site.get("/api/v1/accounts", "-H", "Authorization: GridTally \(forged)").status == 403)
            let opened = try await site.get("/sign-in", "--data-urlencode", "pass=\(pass)")
            #expect(opened.status == 303, "\(opened)")
            let cookie = try #require(opened.headers["set-cookie"]?.split(separator: ";").first.map(String.init))
            let attributes = opened.headers["set-cookie"]?.split(separator: "; ").map(String.init) ?? []
            #expect(Set(["HttpOnly", "SameSite=Strict", "Path=/"]).isSubset(of: attributes), "\(opened)")
            let page = try await site.get("/meters/H-02", "-H", "Cookie: \(cookie)")
            #expect(page.text.contains("Supply permit until") && page.text.contains("R. Meena"), "\(page)")
            let again = try await site.get("/sign-in", "--data-urlencode", "pass=\(pass)")
            #expect(again.status == 403 && again.text.contains("used before"), "\(again)")
            _ = try await site.get("/sign-out", "-X", "POST", "-H", "Cookie: \(cookie)")
            let after = try await site.get("/accounts/A-H-02/statement", "-H", "Cookie: \(cookie)")
            #expect(after.status == 401, "\(after)")
        }

        private func metrics(of site: PageSite) async throws {
            let text = try await site.get("/metrics").text
            for name in [
                "gridtally_build_info{", "gridtally_meter_power_watts{meter=\"H-01\"}",
                "gridtally_bus_up{bus=\"line\"} 1",
                "gridtally_bus_response_seconds_bucket{bus=\"line\",le=\"+Inf\"}", "gridtally_chain_height ",
                "gridtally_device_requests_total{bus=\"line\",unit=\"2\",device=\"house-2\"}",
            ] { #expect(text.contains(name), "\(name) is not there") }
        }

        private func interface(of site: PageSite) async throws {
            let bad = try await site.get("/api/v1/watch?max_age=-1")
            #expect(bad.status == 400 && bad.text.contains("max_age"), "\(bad)")
            let unknown = try await site.get("/api/v1/status?colour=red")
            #expect(unknown.status == 400 && unknown.text.contains("colour"), "\(unknown)")
            let document = try await site.get("/api/v1/openapi.json")
            let json = try JSONSerialization.jsonObject(with: Data(document.text.utf8)) as? [String: Any]
            let paths = try #require(json?["paths"] as? [String: Any])
            #expect(paths["/api/v1/status"] != nil && paths["/api/v1/buses"] == nil, "\(paths.keys)")
        }

        @Test(
            "in a real browser: no error, nothing from elsewhere, live, by keyboard, on a phone and on a wall",
            .enabled(if: PythonScript.knows(module: "selenium, axe_core_python"), "a Python with selenium"),
            .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/chromedriver"), "chromium-driver"))
        func browsed() async throws {
            let site = try await PageSite()
            try site.zone.folder.write("pass", try await site.pass(minutes: 480))
            let pictures = ProcessInfo.processInfo.environment["GRIDTALLY_PICTURES"] ?? "-"
            let answer = try PythonScript("browse_page.py").run(
                [site.address, "H-02", site.zone.folder.file("pass").path, pictures],
                lines: Self.paths)
            #expect(answer.status == 0, "\(answer.output)")
            await site.stop()
        }

        @Test(
            "slow, idle, deaf, huge and broken clients leave polling alone and the memory bounded",
            .enabled(if: PythonScript.interpreter != nil, "a Python"))
        func abused() async throws {
            let site = try await PageSite()
            let answer = try PythonScript("abuse_page.py").run(
                ["127.0.0.1", "\(site.port)", "\(site.service.child.identifier)"], lines: [])
            #expect(answer.status == 0, "\(answer.output)")
            #expect(site.service.child.exitCode == nil)
            await site.stop()
        }

        @Test(
            "the interface is what its description says",
            .enabled(if: PythonScript.knows(module: "schemathesis"), "a Python with schemathesis"))
        func described() async throws {
            let site = try await PageSite()
            let pass = try await site.pass(minutes: 480)
            let interpreter = try #require(PythonScript.interpreter)
            let program = URL(filePath: interpreter).deletingLastPathComponent().appending(path: "schemathesis")
            for name in ["schemathesis.toml", "schemathesis_hooks.py"] {
                let text = try String(contentsOf: PackageFolder.file("Tests/Python/\(name)"), encoding: .utf8)
                try site.zone.folder.write(name, text)
            }
            let result = try await run(
                program,
                [
                    "--config-file", "schemathesis.toml", "run", "\(site.address)/api/v1/openapi.json", "--header",
                    "Authorization: GridTally \(pass)",
                    "--max-examples", "20",
                    "--seed", "1", "--rate-limit", "15/s",
                    "--phases", "examples,coverage,fuzzing", "--no-color",
                ], in: site.zone.folder.url, seconds: 280)
            #expect(result.code == 0, "\(result)")
            #expect(site.service.child.exitCode == nil)
            await site.stop()
        }
    }
}
