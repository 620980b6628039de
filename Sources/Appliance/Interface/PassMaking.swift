public import Foundation
import Identity
import Ledger
import Metering
import Platform

/// Makes a pass for a box's page, on the box or wherever the person's key is.
public struct PassMaking {
    private let genesis: Genesis
    private let clock: ScaledClock

    /// - Parameter configuration: of a box of the zone, which knows the zone and its clock.
    public init(configuration: URL) throws {
        let box = try BoxConfiguration(contentsOf: configuration)
        self.genesis = try GenesisDocument.readEncoded(box.genesis)
        self.clock = box.clock
    }

    /// - Parameter genesis: the zone's file; the time is this machine's.
    public init(genesis: URL) throws {
        self.genesis = try GenesisDocument.readEncoded(genesis)
        self.clock = .system
    }

    /// - Parameters:
    ///   - person: 1 to 100 bytes.
    ///   - minutes: for how long it is good: 1 to 480, of the zone's clock.
    /// - Returns: one word, to be pasted into the page or sent as `Authorization: GridTally PASS`.
    public func pass(key: URL, person: String, minutes: Int) throws -> String {
        guard (1...FieldOrder.textLimit).contains(person.utf8.count) else { throw FieldRefusal.needsName("--person") }
        let most = Int(PagePass.longestSeconds / 60)
        guard (1...most).contains(minutes) else {
            throw RequestRefusal(kind: .badRequest, description: "--minutes: 1 to \(most), found \(minutes)")
        }
        let now = UTCTime(milliseconds: self.clock.nowMilliseconds)
        let pass = PagePass(
            person: person, from: now, until: now.adding(seconds: Int64(minutes) * 60 * self.clock.scale),
            nonce: FieldOrder.makeNonce())
        return SignedPass(pass, by: try KeyFile.read(key), genesis: self.genesis.hash).text
    }
}
