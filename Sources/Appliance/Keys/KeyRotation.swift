public import Foundation
import Identity
import Ledger

/// A new key in force, as `gridtally key rotate` shows it.
public struct KeyRotationReport: Codable, Sendable {
    public var file: String
    public var publicKey: String
    /// Where the old key is kept.
    public var oldKey: String
    public var principal: UInt32
    /// Block that made the new key the principal's.
    public var height: UInt64?
}

/// Gives a principal another key: made here, put on the chain under the old one, and then put in its place.
///
/// Interrupted at any point it can be run again: a new key that waits beside the old one is used, and one that the chain
/// knows already is only put in its place.
public struct KeyRotation: Sendable {
    private let client: ControlClient
    private let file: URL

    public init(client: ControlClient, key file: URL) {
        self.client = client
        self.file = file
    }

    public func run() async throws -> KeyRotationReport {
        let next = self.file.appendingPathExtension("new")
        if !FileManager.default.fileExists(atPath: next.path) { _ = try KeyFile.generate(at: next) }
        let new = try KeyFile.read(next)
        var report = try await self.makeFinal(new)
        report.oldKey = try KeyFile.replace(self.file, with: next).path
        return report
    }

    private func makeFinal(_ new: SigningKey) async throws -> KeyRotationReport {
        let path = "/api/v1/principals?key="
        var report = KeyRotationReport(
            file: self.file.path, publicKey: new.publicKey.hex, oldKey: "", principal: 0, height: nil)
        if let known: PrincipalReport = try? await self.client.get(path + new.publicKey.hex) {
            report.principal = known.number
            return report
        }
        let signer = try Signer(client: self.client, key: self.file)
        let old = try KeyFile.read(self.file)
        let principal: PrincipalReport = try await self.client.get(path + old.publicKey.hex)
        let status: StatusReport = try await self.client.get("/api/v1/status")
        guard let genesis = Digest(hex: status.genesisHash) else { throw ControlError.unreadable("status") }
        let body = RotateKey(to: new, of: PrincipalID(principal.number), genesis: genesis)
        report.principal = principal.number
        report.height = try await signer.submit([.rotateKey(body)])[0].height
        return report
    }
}
