import FieldBus

/// Judges what was found, without looking anywhere itself.
enum DoctorJudge {
    /// Less free space is a fault: a validator that cannot write does not vote.
    private static let faultBytes: UInt64 = 100 << 20
    /// Less is a warning, as is less than a twentieth of the disk.
    private static let warningBytes: UInt64 = 500 << 20
    private static let faultFiles: UInt64 = 1000
    /// Seconds that two clocks may differ.
    private static let clockSeconds: Int64 = 5

    static func disk(_ facts: DiskFacts) -> [DoctorCheck] {
        guard let free = facts.freeBytes else {
            return [
                .fault(.disk, "\(facts.path) is not there", "Make the folder, or correct `data` in the configuration.")
            ]
        }
        var checks: [DoctorCheck] = []
        if facts.isReadOnly {
            checks.append(
                .fault(
                    .disk, "\(facts.path) is on a file system that is mounted read-only",
                    "Look at `dmesg`: a worn SD card or a broken file system turns read-only. Replace the card."))
        } else if !facts.isWritable {
            checks.append(
                .warning(
                    .disk, "\(facts.path) may not be written by this user",
                    "Run `gridtally doctor` as the service's user, or give the folder to it."))
        }
        if facts.mode & 0o007 != 0 {
            checks.append(
                .warning(
                    .disk, "\(facts.path) is open to every user (mode \(String(facts.mode, radix: 8)))",
                    "Run `chmod o-rwx \(facts.path)`."))
        }
        let percent = facts.totalBytes == 0 ? 0 : free * 100 / facts.totalBytes
        let evidence = "\(self.bytes(free)) free (\(percent) %) at \(facts.path)"
        if free < Self.faultBytes || facts.freeFiles < Self.faultFiles {
            let what = facts.freeFiles < Self.faultFiles ? ", and \(facts.freeFiles) free inodes" : ""
            checks.append(.fault(.disk, evidence + what, "Make room at once: the box stops when the disk is full."))
        } else if free < Self.warningBytes || percent < 5 {
            checks.append(.warning(.disk, evidence, "Make room, or fit a larger card."))
        } else {
            checks.append(.ok(.disk, evidence))
        }
        return checks
    }

    /// - Parameters:
    ///   - isScaled: the configuration has a clock of its own, for simulated lines.
    ///   - chainSeconds: chain time of a running service; nil without one.
    ///   - tipSeconds: block time of the tip; nil where no chain can be read.
    static func clock(
        _ facts: ClockFacts, isScaled: Bool, chainSeconds: Int64?, tipSeconds: Int64?
    ) -> [DoctorCheck] {
        guard !isScaled else {
            return [.ok(.clock, "a clock of its own for simulated lines: the machine's time does not matter")]
        }
        var checks: [DoctorCheck] = []
        if facts.isSynchronised {
            checks.append(.ok(.clock, "the system's clock is kept by a time service"))
        } else {
            checks.append(
                .warning(
                    .clock, "no time service keeps the system's clock",
                    "Start chrony or systemd-timesyncd, and look with `timedatectl` whether it finds its servers."))
        }
        if let hardware = facts.hardwareSeconds, abs(hardware - facts.systemSeconds) > 60 {
            checks.append(
                .warning(
                    .clock, "the battery-backed clock is \(self.apart(hardware, facts.systemSeconds)) the system's",
                    "Set it with `hwclock --systohc`; if it is wrong again after a day, change its battery."))
        }
        if let chain = chainSeconds, abs(chain - facts.systemSeconds) > Self.clockSeconds {
            checks.append(
                .fault(
                    .clock, "chain time is \(self.apart(chain, facts.systemSeconds)) the system's clock",
                    "Restart the service; if they differ again, look at `clock` in the configuration."))
        }
        if let tip = tipSeconds, tip > facts.systemSeconds + Self.clockSeconds {
            checks.append(
                .fault(
                    .clock, "the newest block is \(self.apart(tip, facts.systemSeconds)) the system's clock",
                    "Set the system's clock: it is behind."))
        }
        return checks
    }

    /// `12 s ahead of`.
    private static func apart(_ one: Int64, _ other: Int64) -> String {
        let seconds = StatisticsText.duration(Double(abs(one - other)))
        return one > other ? "\(seconds) ahead of" : "\(seconds) behind"
    }

    static func bytes(_ count: UInt64) -> String {
        count >= 10 << 30 ? "\(count >> 30) GB" : "\(count >> 20) MB"
    }

    // MARK: Ports

    /// The ports that buses are configured on.
    static func ports(_ report: PortsReport, isServiceRunning: Bool) -> [DoctorCheck] {
        report.ports.filter { !$0.buses.isEmpty }.map { self.port($0, isServiceRunning: isServiceRunning) }
    }

    private static func port(_ port: PortsReport.Port, isServiceRunning: Bool) -> DoctorCheck {
        let place = "bus \(port.buses.joined(separator: ", ")): \(port.path)"
        guard port.present else {
            return .fault(
                .ports, "\(place) is not there",
                port.advice.first ?? "Plug the adapter in; `gridtally ports` shows what there is.")
        }
        if let other = port.holders.first(where: { $0.program != "gridtally" }) {
            return .fault(
                .ports, "\(place) is also open in \(other.program), process \(other.pid)",
                port.advice.first ?? "Stop \(other.program): two programs on one port spoil each other's answers.")
        }
        let isForbidden = !port.readable || !port.writable
        if isForbidden, !isServiceRunning {
            return .warning(
                .ports, "\(place) may not be opened by this user",
                port.advice.first ?? "Add the service's user to the group of the port.")
        }
        let held = port.holders.first.map { ", held by gridtally (process \($0.pid))" } ?? ""
        // That this user may not open it matters to nobody while the service has it.
        if let advice = port.advice.dropFirst(isForbidden ? 1 : 0).first {
            return .warning(.ports, place + held, advice)
        }
        return .ok(.ports, place + held)
    }
}
