/// One thing that was looked at.
public struct DoctorCheck: Codable, Hashable, Sendable {
    public enum Status: String, Codable, Hashable, Sendable {
        case ok
        /// Works, and somebody should see to it.
        case warning
        /// Does not work.
        case fault
        /// Could not be looked at.
        case skipped
    }

    /// What it belongs to; in the order in which trouble is to be seen to.
    public enum Area: String, Codable, Hashable, Sendable, CaseIterable {
        case configuration
        case disk
        case service
        case clock
        case ports
        case buses
        case devices
        case relays
        case chain
        case peers
        case outbox
        case memory
    }

    public var area: Area
    public var status: Status
    /// What was found, with its figures.
    public var evidence: String
    /// What to do; nil where nothing is to be done.
    public var advice: String?

    static func ok(_ area: Area, _ evidence: String) -> DoctorCheck {
        DoctorCheck(area: area, status: .ok, evidence: evidence)
    }

    static func warning(_ area: Area, _ evidence: String, _ advice: String) -> DoctorCheck {
        DoctorCheck(area: area, status: .warning, evidence: evidence, advice: advice)
    }

    static func fault(_ area: Area, _ evidence: String, _ advice: String) -> DoctorCheck {
        DoctorCheck(area: area, status: .fault, evidence: evidence, advice: advice)
    }

    static func skipped(_ area: Area, _ evidence: String) -> DoctorCheck {
        DoctorCheck(area: area, status: .skipped, evidence: evidence)
    }
}
