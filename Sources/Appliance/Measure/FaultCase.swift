import ModbusProtocol

/// One kind of trouble on a line of ten meters at 19 200 baud, and what must be left of the clean line's rate.
public struct FaultCase: Hashable, Sendable {
    public let name: String
    /// What is done to the line.
    public let summary: String
    /// The faults of the line, as a scene has them.
    let faults: String
    /// More keys of the line.
    let line: String
    /// Keys of single units.
    let units: [UInt8: String]
    /// Good reads a second by those of the clean line; nil: only that nothing wrong is read.
    public let goal: Double?
    /// Units whose readings count; nil: all.
    var counted: Set<UInt8>?
    /// Milliseconds: no answer is waited for longer; nil: as a bus has it by itself.
    let timeoutMilliseconds: Int64?
    let secondMaster: SecondMasterRule

    init(
        _ name: String, _ summary: String, faults: String = "", line: String = "", units: [UInt8: String] = [:],
        goal: Double? = nil, counted: Set<UInt8>? = nil, timeoutMilliseconds: Int64? = nil,
        secondMaster: SecondMasterRule = .refuse
    ) {
        (self.name, self.summary, self.faults, self.line, self.units) = (name, summary, faults, line, units)
        (self.goal, self.counted, self.timeoutMilliseconds) = (goal, counted, timeoutMilliseconds)
        self.secondMaster = secondMaster
    }

    /// Another master is on the line.
    public var hasSecondMaster: Bool { self.faults.contains("second_master") }

    static let unitCount: UInt8 = 10

    /// The scene with this fault.
    ///
    /// - Parameter relay: unit and profile of a relay module beside the meters.
    func scene(profile: String, relay: (unit: UInt8, profile: String)? = nil) -> String {
        var lines = [
            "lines:", "- name: line", "  link: line.tty", "  baud: 19200", "  parity: even", "  turnaround_ms: 20",
        ]
        if !self.line.isEmpty { lines.append("  \(self.line)") }
        lines.append("  devices:")
        for unit in 1...Self.unitCount {
            let own = self.units[unit].map { ", \($0)" } ?? ""
            lines.append("  - {unit: \(unit), profile: \(profile), serial: \(63_000_000 + Int(unit))\(own)}")
        }
        if let relay { lines += ["  relay_modules:", "  - {unit: \(relay.unit), profile: \(relay.profile)}"] }
        if !self.faults.isEmpty { lines.append("  faults: {\(self.faults)}") }
        return lines.joined(separator: "\n") + "\n"
    }
}
