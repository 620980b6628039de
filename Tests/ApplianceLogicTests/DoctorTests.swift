import FieldBus
import Foundation
import Testing

@testable import Appliance

@Suite("Doctor")
struct DoctorTests {
    private static func status(_ change: (inout StatusReport) -> Void = { _ in }) -> StatusReport {
        var status = StatusReport(
            name: "substation", version: Product.version, zone: "test", genesisHash: "00", intervalSeconds: 900,
            role: "validator",
            principal: 2, height: 400, tipHash: "00", stateRoot: "00", tipTime: "2026-01-05T00:30:00Z",
            chainTime: "2026-01-05T00:30:10Z", tipAgeSeconds: 10, clockScale: 1,
            peers: [PeerReport(name: "other", isConnected: true)], buses: [], outbox: 0,
            accounts: AccountCounts(active: 1, due: 0, noticed: 0, ordered: 0, protected: 0), openFindings: 0,
            heldBills: 0, unsettledVouchers: 0,
            refusedHandshakes: 0, residentKilobytes: 50_000)
        change(&status)
        return status
    }

    private static func disk(_ change: (inout DiskFacts) -> Void = { _ in }) -> DiskFacts {
        var facts = DiskFacts(path: "/data", freeBytes: 4 << 30)
        facts.totalBytes = 16 << 30
        facts.isWritable = true
        facts.mode = 0o770
        change(&facts)
        return facts
    }

    private static func ports(
        present: Bool = true, holders: [String] = ["gridtally"], mayOpen: Bool = true, advice: [String] = [],
        isServiceRunning: Bool = true
    ) -> [DoctorCheck] {
        let port = PortsReport.Port(
            path: "/dev/ttyUSB0", present: present, buses: ["line"], links: [], usb: nil, driver: nil,
            latencyTimerMs: nil, kernelRs485: nil,
            holders: holders.enumerated().map { HoldingProcess(pid: 77 + $0, program: $1, locks: $0 == 0) },
            readable: mayOpen,
            writable: mayOpen, group: "dialout", unusable: !present, advice: advice)
        return DoctorJudge.ports(
            PortsReport(ports: [port], seesAllHolders: true), isServiceRunning: isServiceRunning)
    }

    private static func clock(
        _ synchronised: Bool = true, hardware: Int64? = 1000, scaled: Bool = false, chain: Int64? = 1000,
        tip: Int64? = 990
    ) -> [DoctorCheck] {
        DoctorJudge.clock(
            ClockFacts(isSynchronised: synchronised, systemSeconds: 1000, hardwareSeconds: hardware), isScaled: scaled,
            chainSeconds: chain, tipSeconds: tip)
    }

    private static func device(_ change: (inout DeviceHealthReport) -> Void) -> [DoctorCheck] {
        var counts = ExchangeReport()
        (counts.transactions, counts.answers) = (100, 100)
        let unit = UnitStatisticsReport(
            device: "house", unit: 3, profile: "p", isCommunicating: true, counts: counts, recent: RecentReport(),
            lateAnswers: 0, sweeps: 10, emptySweeps: 0, missedTurns: 0, blocks: [])
        let bus = BusStatisticsReport(
            name: "line", port: "tty", isSerial: true, state: "open", runningSeconds: 60, usedShare: 0.1, lentShare: 0,
            openings: 1, transactions: 100, collisions: 0, strayBytes: 0, sentCharacters: 0, receivedCharacters: 0,
            idleSeconds: 0, units: [unit], findings: [])
        var health = DeviceHealthReport(bus: "line", device: "house", unit: 3, meter: "M", doubts: [])
        change(&health)
        return DoctorJudge.devices([bus], [health])
    }

    private static func doubt(_ quality: String, _ rule: String) -> ValueDoubt {
        ValueDoubt(
            name: "energy", quality: quality, rule: rule, meaning: RuleMeaning.text(rule), ageSeconds: 3)
    }

    private static func relays(
        tagsUnreadable: String? = nil, _ change: (inout RelayStatusReport) -> Void = { _ in }
    ) -> [DoctorCheck] {
        var relay = RelayStatusReport(
            meter: "M1", bus: "line", device: "relays", channel: 1, controlState: "connected", output: "closed",
            tags: [], pairedAt: "2026-01-05T00:00:00Z", awaitsResume: false, unreadable: [])
        change(&relay)
        return DoctorJudge.relays(
            RelaysReport(
                relays: [relay], tripsInMinute: 0, tripsInHour: 0, tagsUnreadable: tagsUnreadable, isOffline: false))
    }

    private struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let checks: [DoctorCheck]
        /// The worst status, and words of its evidence and advice.
        let worst: DoctorCheck.Status
        let words: [String]

        init(_ name: String, _ checks: [DoctorCheck], _ worst: DoctorCheck.Status, _ words: String...) {
            (self.testDescription, self.checks, self.worst, self.words) = (name, checks, worst, words)
        }
    }

    private static let rows: [Row] = [
        Row("room enough", DoctorJudge.disk(disk()), .ok, "4096 MB free (25 %)"),
        Row("no folder", DoctorJudge.disk(DiskFacts(path: "/gone")), .fault, "/gone is not there", "`data`"),
        Row("a full disk", DoctorJudge.disk(disk { $0.freeBytes = 20 << 20 }), .fault, "20 MB free", "Make room"),
        Row("no inodes", DoctorJudge.disk(disk { $0.freeFiles = 12 }), .fault, "12 free inodes"),
        Row("little room", DoctorJudge.disk(disk { $0.freeBytes = 300 << 20 }), .warning, "300 MB", "larger card"),
        Row("a small share", DoctorJudge.disk(disk { $0.totalBytes = 200 << 30 }), .warning, "(2 %)"),
        Row("read-only", DoctorJudge.disk(disk { $0.isReadOnly = true }), .fault, "read-only", "dmesg"),
        Row("another user's", DoctorJudge.disk(disk { $0.isWritable = false }), .warning, "may not be written"),
        Row("open to all", DoctorJudge.disk(disk { $0.mode = 0o777 }), .warning, "mode 777", "chmod o-rwx /data"),
        Row("a good clock", clock(), .ok, "time service"),
        Row("no time service", clock(false), .warning, "no time service", "chrony"),
        Row("no battery clock", clock(hardware: nil), .ok),
        Row("a flat battery", clock(hardware: 10), .warning, "16 min 30 s behind the system", "battery"),
        Row("chain time elsewhere", clock(chain: 1200), .fault, "3 min 20 s ahead of the system's clock"),
        Row("blocks of tomorrow", clock(tip: 90_000), .fault, "newest block", "it is behind"),
        Row("a simulated zone", clock(false, scaled: true, chain: 9, tip: 90_000), .ok, "simulated"),
        Row("a good port", ports(), .ok, "bus line: /dev/ttyUSB0, held by gridtally (process 77)"),
        Row("no port", ports(present: false, advice: ["plug it in"]), .fault, "ttyUSB0 is not there", "plug it in"),
        Row("a second program", ports(holders: ["gridtally", "mbpoll"]), .fault, "mbpoll, process 78", "Stop mbpoll"),
        Row(
            "no right to it", ports(holders: [], mayOpen: false, advice: ["usermod"], isServiceRunning: false),
            .warning,
            "may not be opened", "usermod"),
        Row("the service's own", ports(mayOpen: false, advice: ["usermod"]), .ok, "held by gridtally"),
        Row("a slow adapter", ports(advice: ["latency 16 ms"]), .warning, "latency 16 ms"),
        Row("a good service", DoctorJudge.service(status()), .ok, "running"),
        Row("an old service", DoctorJudge.service(status { $0.version = "0.0.9" }), .warning, "0.0.9", "Restart"),
        Row(
            "memory", [DoctorJudge.memory(status { $0.residentKilobytes = 400 << 10 })], .warning, "400 MB", "--bundle"),
        Row("good relays", relays(), .ok, "1 as they should be"),
        Row("a locked relay", relays { $0.lock = "welded" }, .fault, "M1 is locked: welded", "relay clear M1"),
        Row("an unknown relay", relays { $0.output = "unknown" }, .fault, "read back", "line-test"),
        Row("an unpaired relay", relays { $0.pairedAt = nil }, .warning, "not paired", "relay pair M1"),
        Row("an undeclared relay", relays { $0.undeclared = "power-up state" }, .warning, "power-up state"),
        Row("a journal that fails", relays { $0.unreadable = ["the journal: I/O"] }, .fault, "journal: I/O", "box.db"),
        Row("a waiting order", relays { $0.awaitsResume = true }, .warning, "waits for a person", "relay resume M1"),
        Row("a waiting house", relays { $0.awaitsConfirmation = "permit 1" }, .warning, "permit 1", "relay confirm M1"),
        Row("damaged tags", relays(tagsUnreadable: "hash"), .fault, "nothing is switched: hash"),
        Row("a live chain", DoctorJudge.chain(status(), heartbeat: 60), .ok, "validator, block 400"),
        Row("late blocks", DoctorJudge.chain(status { $0.tipAgeSeconds = 500 }, heartbeat: 60), .warning, "8 min 20 s"),
        Row("no blocks", DoctorJudge.chain(status { $0.tipAgeSeconds = 5000 }, heartbeat: 60), .fault, "No blocks"),
        Row("a strange key", DoctorJudge.chain(status { $0.principal = nil }, heartbeat: 60), .warning, "registrar"),
        Row(
            "unsettled vouchers", DoctorJudge.chain(status { $0.unsettledVouchers = 2 }, heartbeat: 60), .warning,
            "2 vouchers"),
        Row("held bills", DoctorJudge.chain(status { $0.heldBills = 3 }, heartbeat: 60), .warning, "3 bills"),
        Row(
            "no telemetry", DoctorJudge.chain(status { $0.notWatching = "the disk is full" }, heartbeat: 60), .warning,
            "keeps nothing over a restart: the disk is full"),
        Row("findings", DoctorJudge.chain(status { $0.openFindings = 2 }, heartbeat: 60), .warning, "2 findings"),
        Row("peers", DoctorJudge.peers(status()), .ok, "other is connected"),
        Row(
            "a lost peer", DoctorJudge.peers(status { $0.peers[0].isConnected = false }), .fault,
            "other is not reachable"),
        Row("strangers", DoctorJudge.peers(status { $0.refusedHandshakes = 4 }), .warning, "4 connections"),
        Row("an empty outbox", [DoctorJudge.outbox(status())], .ok, "0 own records"),
        Row("a long outbox", [DoctorJudge.outbox(status { $0.outbox = 60 })], .warning, "60"),
        Row("a stuck outbox", [DoctorJudge.outbox(status { $0.outbox = 5000 })], .fault, "5000"),
        Row("a good device", device { _ in }, .ok, "1 of 1 devices"),
        Row(
            "another meter",
            device {
                $0.registeredSerial = "12000001"
                $0.readSerial = "12000009"
            }, .fault, "12000009", "12000001", "registry"),
        Row(
            "the same number otherwise written",
            device {
                $0.registeredSerial = "SN 0012000001"
                $0.readSerial = "sn-0012000001"
            }, .ok),
        Row(
            "a doubted register", device { $0.doubts = [doubt("suspect", "counter-suspect")] }, .warning,
            "energy is in doubt", "no further reading has confirmed it", "gridtally why house"),
        Row(
            "a missing value", device { $0.doubts = [doubt("missing", "refused: exception 02")] }, .warning,
            "energy is missing: refused"),
    ]

    @Test("a file that was refused while the service runs is a fault, and what waits for a restart is a warning")
    func reload() {
        #expect(DoctorJudge.reload(Self.status()).isEmpty)
        let checks = DoctorJudge.reload(
            Self.status {
                $0.configuration = ConfigurationReport(
                    readAt: "2026-01-05T00:30:00Z", problem: "box.yaml:3:1: no", applied: [],
                    waiting: ["heartbeat: 30s, was 60s"])
            })
        #expect(checks.map(\.status) == [.fault, .warning] && checks.allSatisfy { $0.area == .configuration })
        #expect(checks.first?.evidence.contains("box.yaml:3:1") == true)
        #expect(checks.last?.evidence.contains("in force after a restart: heartbeat: 30s, was 60s") == true)
        #expect(
            DoctorJudge.reload(Self.status { $0.configuration = .init(readAt: "", applied: ["x"], waiting: []) })
                .isEmpty)
    }

    @Test("each fact is judged with its figures and what to do", arguments: Self.rows)
    private func judging(_ row: Row) {
        let rank: [DoctorCheck.Status] = [.skipped, .ok, .warning, .fault]
        let worst = row.checks.max { (rank.firstIndex(of: $0.status) ?? 0) < (rank.firstIndex(of: $1.status) ?? 0) }
        #expect(worst?.status == row.worst, "\(row.checks)")
        let text = row.checks.map { "\($0.evidence). \($0.advice ?? "")" }.joined(separator: "\n")
        for words in row.words { #expect(text.contains(words), "no '\(words)' in \(text)") }
        for check in row.checks where check.status == .fault || check.status == .warning {
            #expect(check.advice?.isEmpty == false)
        }
    }

    @Test("what to do begins with the most urgent, each thing once, and the exit code tells the worst")
    func list() {
        let checks: [DoctorCheck] = [
            .warning(.outbox, "60 wait", "Wait"), .fault(.peers, "a away", "Look"), .fault(.peers, "b away", "Look"),
            .fault(.disk, "full", "Make room"), .ok(.memory, "50 MB"), .skipped(.buses, "unknown"),
        ]
        let report = DoctorReport(name: "box", time: "now", isServiceReachable: true, checks: checks)
        #expect(report.toDo == ["Make room (disk: full)", "Look (peers: a away)", "Wait (outbox: 60 wait)"])
        #expect(report.checks.map(\.area) == [.disk, .buses, .peers, .peers, .outbox, .memory])
        #expect(report.exitCode == 1)
        func code(_ isReachable: Bool, _ checks: [DoctorCheck]) -> Int32 {
            DoctorReport(name: nil, time: "", isServiceReachable: isReachable, checks: checks).exitCode
        }
        #expect(code(true, [.ok(.memory, ""), .skipped(.buses, "")]) == 0)
        #expect(code(true, [.warning(.memory, "", "")]) == 1)
        #expect(code(false, [.ok(.memory, "")]) == 3)
        let text = DoctorText.text(of: report)
        #expect(text.contains("  FAULT    full") && text.contains("  1. Make room (disk: full)"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count < 80 })
    }

    @Test(
        "tar lists and unpacks the bundle's archive as it was packed, whatever its size",
        arguments: [0, 1, 511, 512, 513, 200_000])
    func archive(size: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "gt-tar-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = String((0..<size).map { _ in "abcdefghij\n".randomElement() ?? "a" })
        let bytes = try SupportBundle.pack([("one.txt", text), ("two.json", "{}")], key: nil)
        try Data(bytes).write(to: folder.appending(path: "bundle.tar.gz"))
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/env")
        tar.arguments = ["tar", "-xzf", "bundle.tar.gz"]
        tar.currentDirectoryURL = folder
        try tar.run()
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
        #expect(try String(contentsOf: folder.appending(path: "gridtally-bundle/one.txt"), encoding: .utf8) == text)
        #expect(try String(contentsOf: folder.appending(path: "gridtally-bundle/two.json"), encoding: .utf8) == "{}")
    }

    @Test("secrets and what may be keys are left out, and everything else stays")
    func redaction() throws {
        let key = String(repeating: "a1B2", count: 16)
        let text = """
            name: substation
            key: keys/substation.key
            wifi_password: "hunter2"
            network: {peers: [{name: other, key: \(key), publish: "tcp://10.0.0.2:7001"}]}
            # seed: \(key)
            port: /dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0
            """
        let left = Redaction.configuration(text)
        #expect(!left.lowercased().contains(key.lowercased()) && !left.contains("hunter2"))
        for kept in [
            "name: substation", "key: keys/substation.key", "wifi_password: [left out]", "tcp://10.0.0.2:7001",
            "usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0",
        ] {
            #expect(left.contains(kept), "no '\(kept)' in \(left)")
        }
        let packed = try SupportBundle.pack([("a.txt", "before \(key.uppercased()) after")], key: key)
        let packedText = String(decoding: packed, as: UTF8.self)
        #expect(packedText.contains("before [key left out] after"))
    }
}
