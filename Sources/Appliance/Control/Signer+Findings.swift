import Identity
import Ledger
import Metering

/// What crews found on site, and what only vigilance may read.
extension Signer {
    /// - Parameters:
    ///   - time: of the visit, RFC 3339; nil for now.
    ///   - reference: of the job's paper; it is public.
    public func judge(
        finding: UInt32, isConfirmed: Bool, at time: String?, reference: String
    ) async throws -> TransactionReport {
        let visited = try time.map { try Self.time($0) }
        let now = try await self.status().time
        return try await self.submit([
            .judgeFinding(
                JudgeFinding(
                    finding: finding, isConfirmed: isConfirmed, visitedAt: visited ?? now, reference: reference))
        ])[0]
    }

    /// The meters to look at, which a box sealed to this key.
    public func suspects(of finding: UInt32) async throws -> SuspectReport {
        let report: SealedReport = try await self.client.get(
            "/api/v1/findings/sealed?finding=\(finding)&key=\(self.key.publicKey.hex)")
        guard let sealed = Hexadecimal.decode(report.note), let bytes = try self.key.open(sealed: sealed),
            let list = try? SuspectList(decoding: bytes), list.evidence.hex == report.evidence
        else { throw ControlError.unreadable("sealed note of finding \(finding)") }
        return SuspectReport(
            finding: finding,
            suspects: list.suspects.map { SuspectReport.Suspect(meter: $0.meter, reason: $0.reason) })
    }
}

/// The meters to look at, best first: for a person with the role vigilance.
public struct SuspectReport: Codable, Sendable {
    public struct Suspect: Codable, Sendable {
        public var meter: String
        public var reason: String
    }

    public var finding: UInt32
    public var suspects: [Suspect]

    public var text: String {
        guard !self.suspects.isEmpty else { return "finding \(self.finding) names no meter" }
        return self.suspects.enumerated().map { "\($0.offset + 1). \($0.element.meter): \($0.element.reason)" }
            .joined(separator: "\n")
    }
}
