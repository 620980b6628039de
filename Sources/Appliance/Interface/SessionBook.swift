import Contract
import Identity
import Ledger
import Metering

/// Who asks, by a key that the zone knows.
struct SignedInPerson: Hashable, Sendable {
    /// As the pass says.
    var name: String
    /// Of the key's principal.
    var label: String
    var roles: Roles
    var key: PublicKey
}

/// Who is signed in at the page. Takes time, chain and random bytes as they are given.
struct SessionBook: Sendable {
    private struct Session {
        var person: String
        var key: PublicKey
        var until: UTCTime
    }

    /// Who may see what belongs to accounts.
    static let roles: Roles = [.crew, .registrar, .regulator, .collector, .auditor, .vigilance]
    /// More at a time are no crew.
    private static let most = 64
    /// A clock that differs so much is still the same time, in seconds.
    private static let tolerance: Int64 = 300

    private var sessions: [String: Session] = [:]
    /// Passes that opened a session, until they end.
    private var used: [[UInt8]: UTCTime] = [:]

    /// Whether a pass is good now.
    ///
    /// - Parameter scale: how fast the zone's clock runs: 1, or more in a simulated zone.
    static func person(
        of signed: SignedPass, _ state: ContractState, genesis: Digest, now: UTCTime, scale: Int64
    ) throws(PassRefusal) -> SignedInPerson {
        guard signed.isSigned(genesis: genesis) else { throw .badSignature }
        let pass = signed.pass
        let seconds = pass.until.seconds.subtractingReportingOverflow(pass.from.seconds)
        guard !seconds.overflow, seconds.partialValue <= PagePass.longestSeconds * scale else { throw .tooLong }
        guard now < pass.until, now.adding(seconds: Self.tolerance * scale) >= pass.from else {
            throw .wrongTime(from: pass.from, until: pass.until, box: now)
        }
        guard !pass.person.isEmpty else { throw .noName }
        return try self.person(pass.person, signed.key, state)
    }

    /// Opens a session by a pass, once.
    ///
    /// - Parameter token: random bytes in hexadecimal.
    mutating func open(
        _ signed: SignedPass, _ person: SignedInPerson, token: String, now: UTCTime
    ) throws(PassRefusal) {
        self.used = self.used.filter { $0.value > now }
        self.sessions = self.sessions.filter { $0.value.until > now }
        guard self.used[signed.pass.nonce] == nil else { throw .used }
        self.used[signed.pass.nonce] = signed.pass.until
        if self.sessions.count >= Self.most, let oldest = self.sessions.min(by: { $0.value.until < $1.value.until }) {
            self.sessions[oldest.key] = nil
        }
        self.sessions[token] = Session(person: person.name, key: signed.key, until: signed.pass.until)
    }

    /// Who holds a session. Looked up at every request: a key that was revoked opens nothing more.
    func person(token: String?, _ state: ContractState, now: UTCTime) -> SignedInPerson? {
        guard let token, let session = self.sessions[token], now < session.until else { return nil }
        return try? Self.person(session.person, session.key, state)
    }

    mutating func close(token: String) { self.sessions[token] = nil }

    private static func person(
        _ name: String, _ key: PublicKey, _ state: ContractState
    ) throws(PassRefusal) -> SignedInPerson {
        do throws(FieldRefusal) {
            let person = try People(state).person(key, with: self.roles)
            return SignedInPerson(name: name, label: person.label, roles: person.roles, key: key)
        } catch { throw .refused(error) }
    }
}
