import Appliance
import Foundation
import ModbusProtocol
import Testing

extension ServiceTests {
    @Suite("A crew's tools on a line", .serialized, .timeLimit(.minutes(3)))
    struct CrewToolTests {
        private static let lent = "through the running service, between its polls"

        @Test("every tool works through the service while that goes on polling, and names meters as people do")
        func lent() async throws {
            let site = try await CrewSite(running: true)
            let tools: [([String], code: Int32, words: [String])] = [
                (
                    ["read", "0101", "voltage.l1", "1-0:1.8.0"], 0,
                    ["house-01", "serial 12000101", "0x0000", "30001", " V"]
                ),
                (["read", "M1"], 0, ["transformer", "frequency"]),
                (["read", "210144021307", "id.serial"], 0, ["12000101"]),
                (
                    ["read", "--unit", "2", "--function", "4", "--address", "0x48", "--count", "2"], 0,
                    ["30073", "30074"]
                ),
                (["identify", "M1"], 0, ["eastron-sdm630"]),
                // This meter refuses the register beside.
                (["decode", "house-02", "--function", "4", "--address", "0"], 0, ["f32", "ABCD"]),
                (["sniff", "--seconds", "0.6"], 1, ["0 frames"]),
                (["scan", "--units", "1-7", "--bauds", "38400", "--formats", "8E1"], 0, ["unit 6", "3 found"]),
            ]
            for (arguments, code, words) in tools {
                let before = try await site.polls()
                let result = try await run(
                    Executable.file, arguments + ["--config", "substation.yaml"], in: site.zone.folder.url, seconds: 90)
                #expect(result.code == code && result.errors.contains(Self.lent), "\(result)")
                for word in words { #expect(result.output.contains(word), "no \(word) in \(result)") }
                expectNarrow(result)
                try await wait(for: "polls after \(arguments)") { try await site.polls() > before ? () : nil }
            }
            // A machine under load makes slow answers, and these are told.
            let test = try await site.tool("line-test", seconds: 90)
            #expect(test.code < 2 && test.errors.contains(Self.lent), "\(test)")
            for name in ["house-01 (unit 1)", "house-02 (unit 2)", "transformer (unit 6)", "relays (unit 201)"] {
                #expect(test.output.contains(name), "\(test)")
            }
            expectNarrow(test)
            await site.stop()
        }

        @Test("a port that the service holds is found by where it leads, and JSON is one object a line")
        func byPort() async throws {
            let site = try await CrewSite(running: true)
            let real = site.zone.folder.file("line.tty").resolvingSymlinksInPath().path
            let socket = ["--socket", "substation.sock", "--profiles", Executable.profiles.path, "--json"]
            for arguments in [
                ["read", "--port", real, "#1", "voltage.l1"], ["read", "--port", "line.tty", "house-01", "voltage.l1"],
                // Without a word about the service: by who has the port open.
                ["identify", "--port", real, "--unit", "6"],
                ["decode", "--port", real, "--unit", "1", "--function", "4", "--address", "0"],
                ["scan", "--port", real, "--units", "1,2", "--bauds", "38400", "--formats", "8E1"],
                ["read", "--port", real, "--unit", "1", "--function", "4", "--address", "0", "--count", "2"],
            ] {
                let isHinted = arguments[0] != "identify"
                let result = try await run(
                    Executable.file, arguments + (isHinted ? socket : Array(socket.dropFirst(2))),
                    in: site.zone.folder.url)
                #expect(result.code == 0 && result.errors.contains(Self.lent), "\(result)")
                #expect(try !result.objects().isEmpty, "\(result)")
            }
            await site.stop()
        }

        @Test("without the service the tools open the port, and read serial numbers where a name asks for them")
        func alone() async throws {
            let site = try await CrewSite(running: false)
            let read = try await site.tool("read", "0202", "voltage.l1", "--json")
            #expect(read.code == 0 && !read.errors.contains(Self.lent), "\(read)")
            let object = try #require(try read.objects().first)
            #expect(object["device"] as? String == "house-02" && object["quality"] as? String == "valid", "\(read)")
            #expect(object["unit"] as? String == "V" && (object["words"] as? [Int])?.count == 2, "\(read)")
            let register = try #require(object["register"] as? [String: Any])
            #expect(register["pdu"] as? Int == 0 && register["hex"] as? String == "0x0000")
            #expect(register["entity"] as? String == "30001")
            for result in [
                try await site.tool("identify", "#6"), try await site.tool("read", "M1-01"),
                try await site.tool("decode", "M1-01", "--address", "0", "--function", "4"),
                try await site.tool("scan", "--units", "1,2", "--bauds", "38400", "--formats", "8E1"),
            ] {
                #expect(result.code == 0, "\(result)")
                expectNarrow(result)
            }
            await site.stop()
        }

        @Test("names that lead to no meter, to several, or to nobody who answers end with a code and advice")
        func names() async throws {
            let site = try await CrewSite(running: true)
            try await Self.expect(site, ["read", "99999"], 2, ["no meter is called", "house-01"])
            try await Self.expect(site, ["read", "01"], 2, ["too short"])
            try await Self.expect(site, ["read", "M1", "voltage.l9"], 2, ["no field voltage.l9", "voltage.l1"])
            try await Self.expect(site, ["read", "#77"], 2, ["no profile is known"])
            try await Self.expect(site, ["read", "#77", "--profile", "eastron-sdm120", "voltage.l1"], 3, [])
            try await Self.expect(site, ["scan", "--bus", "line-9", "--units", "1"], 2, ["no bus line-9", "line-1"])
            try await Self.expect(
                site, ["read", "M1", "--function", "3", "--address", "60000"], 1, ["exception 02"])
            await site.stop()
        }

        private static func expect(_ site: CrewSite, _ arguments: [String], _ code: Int32, _ words: [String])
            async throws
        {
            let result = try await run(
                Executable.file, arguments + ["--config", "substation.yaml"], in: site.zone.folder.url)
            #expect(result.code == code, "\(result)")
            for word in words { #expect(result.errors.contains(word), "no \(word) in \(result)") }
        }

        @Test("Control-C ends a scan with what was found and leaves the line to the box; so does a sudden death")
        func interrupted() async throws {
            let site = try await CrewSite(running: true)
            for isSudden in [false, true] {
                let scan = try Child(
                    Executable.file, ["scan", "--units", "1-247", "--config", "substation.yaml"],
                    folder: site.zone.folder.url, log: site.zone.folder.file("scan-\(isSudden).log"))
                try await wait(for: "the scan's beginning") { scan.output.isEmpty ? nil : () }
                if isSudden {
                    await scan.kill()
                } else {
                    scan.interrupt()
                    _ = try await scan.ending()
                    #expect(scan.output.contains("stopped early"), "\(scan.output)\n\(scan.errors)")
                }
                try await site.pollsOn()
                let status = try #require(try await site.service?.status())
                #expect(status.buses[0].state == "open")
                let read = try await site.tool("read", "0101", "voltage.l1")
                #expect(read.code == 0, "the line's own rate and parity are in force again: \(read)")
            }
            await site.stop()
        }

        @Test("Control-C never cuts a frame, on a line that the tool has opened itself")
        func wholeFrames() async throws {
            let folder = try TemporaryFolder()
            let line = try ListeningPort(in: folder.url, "line.tty")
            defer { line.close() }
            let scan = try Child(
                Executable.file,
                ["scan", "--port", "line.tty", "--bauds", "9600", "--formats", "8N1", "--timeout", "40"],
                folder: folder.url, log: folder.file("scan.log"))
            try await wait(for: "some questions") { line.heard().count >= 24 ? () : nil }
            scan.interrupt()
            _ = try await scan.ending()
            #expect(scan.output.contains("stopped early"), "\(scan.output)\n\(scan.errors)")
            let bytes = line.heard()
            #expect(bytes.count.isMultiple(of: 8), "\(bytes.count) bytes")
            for start in stride(from: 0, to: bytes.count, by: 8) {
                let frame = Array(bytes[start..<min(start + 8, bytes.count)])
                #expect(RTUFrame.decode(frame[...]) != nil, "\(frame)")
            }
        }
    }
}
