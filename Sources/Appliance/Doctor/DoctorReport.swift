/// Everything that `gridtally doctor` looked at, and what to do.
public struct DoctorReport: Codable, Sendable {
    /// Of the box, as configured; nil where the configuration cannot be read.
    public var name: String?
    public var version: String
    /// UTC.
    public var time: String
    public var isServiceReachable: Bool
    public var checks: [DoctorCheck]
    /// The most urgent first.
    public var toDo: [String]

    /// Shown of the list at most.
    private static let toDoLimit = 12

    init(name: String?, time: String, isServiceReachable: Bool, checks: [DoctorCheck]) {
        self.name = name
        self.version = Product.version
        self.time = time
        self.isServiceReachable = isServiceReachable
        let order = DoctorCheck.Area.allCases
        self.checks = checks.enumerated().sorted { left, right in
            let (first, second) = (order.firstIndex(of: left.element.area), order.firstIndex(of: right.element.area))
            return (first ?? 0, left.offset) < (second ?? 0, right.offset)
        }.map(\.element)
        self.toDo = Self.toDo(self.checks)
    }

    /// Faults before warnings, each in the order of areas; the same advice once.
    private static func toDo(_ checks: [DoctorCheck]) -> [String] {
        var advice: [String] = []
        for status in [DoctorCheck.Status.fault, .warning] {
            for check in checks where check.status == status {
                guard let what = check.advice else { continue }
                let line = "\(what) (\(check.area.rawValue): \(check.evidence))"
                if !advice.contains(where: { $0.hasPrefix("\(what) (") }) { advice.append(line) }
            }
        }
        return Array(advice.prefix(Self.toDoLimit))
    }

    /// 0 clean, 1 something found, 3 the service is not reachable but the rest was looked at.
    public var exitCode: Int32 {
        guard self.isServiceReachable else { return ExitStatus.notReachable }
        return self.checks.contains { $0.status == .fault || $0.status == .warning } ? ExitStatus.found : 0
    }
}
