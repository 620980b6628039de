import Hummingbird
import Identity
import Metering
import Platform

/// Lets those in who may: by a pass that a request bears, or by a session that a pass opened.
struct AccessGate: Sendable {
    static let cookie = "gridtally_session"
    private static let scheme = "GridTally "

    let chain: any ChainView
    let genesis: Digest
    let clock: ScaledClock
    let sessions = Guarded(SessionBook())

    private var now: UTCTime { UTCTime(milliseconds: self.clock.nowMilliseconds) }

    /// Who asks; nil for nobody in particular.
    ///
    /// - Parameter needed: refuses nobody in particular.
    func person(of request: Request, needed: Bool) async throws(PassRefusal) -> SignedInPerson? {
        let state = await self.chain.snapshot()
        if let header = request.headers[.authorization] {
            guard header.hasPrefix(Self.scheme) else { throw .unreadable("say `Authorization: GridTally PASS`") }
            let signed = try SignedPass(text: String(header.dropFirst(Self.scheme.count)))
            return try SessionBook.person(
                of: signed, state, genesis: self.genesis, now: self.now, scale: self.clock.scale)
        }
        let token = request.cookies[Self.cookie]?.value
        let now = self.now
        let person = self.sessions.withLock { $0.person(token: token, state, now: now) }
        if person == nil, needed { throw .missing }
        return person
    }

    /// Opens a session.
    ///
    /// - Returns: its token, for a cookie, and how many real seconds it lasts at most.
    func open(_ text: String) async throws(PassRefusal) -> (token: String, seconds: Int) {
        let signed = try SignedPass(text: text)
        let state = await self.chain.snapshot()
        let now = self.now
        let person = try SessionBook.person(
            of: signed, state, genesis: self.genesis, now: now, scale: self.clock.scale)
        let token = Hexadecimal.encode(FieldOrder.makeNonce())
        try self.sessions.withLock { (book) throws(PassRefusal) in
            try book.open(signed, person, token: token, now: now)
        }
        return (token, Int(max(1, (signed.pass.until.seconds - now.seconds) / max(1, self.clock.scale))))
    }

    func close(_ request: Request) {
        guard let token = request.cookies[Self.cookie]?.value else { return }
        self.sessions.withLock { $0.close(token: token) }
    }
}
