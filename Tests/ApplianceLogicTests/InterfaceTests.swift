import CanonicalCBOR
import Contract
import Foundation
import Identity
import Ledger
import Metering
import Testing

@testable import Appliance

@Suite struct RequestBudgetTests {
    private static let second: Int64 = 1_000_000_000

    @Test func `an address may ask its burst at once, and then as fast as its bucket fills`() {
        var budget = RequestBudget(.init(burst: 3, perSecond: 2))
        let first = (0..<5).map { _ in budget.take("a", now: 0) }
        #expect(first == [true, true, true, false, false])
        let other = budget.take("b", now: 0)
        #expect(other, "another's address is another's bucket")
        let later = (0..<3).map { _ in budget.take("a", now: Self.second) }
        #expect(later == [true, true, false])
    }

    @Test func `a clock that stands still or goes back gives nothing and takes nothing`() {
        var budget = RequestBudget(.init(burst: 1, perSecond: 1))
        let taken = [100, 50, 0].map { budget.take("a", now: $0 * Self.second) }
        #expect(taken == [true, false, false])
    }

    @Test func `a flood of addresses does not free the one that asked most`() {
        var budget = RequestBudget(.init(burst: 2, perSecond: 0.001))
        _ = (0..<3).map { _ in budget.take("greedy", now: 0) }
        for number in 0..<5000 { _ = budget.take("\(number)", now: 1) }
        let isLetIn = budget.take("greedy", now: 2)
        #expect(!isLetIn)
    }
}

@Suite struct HostRuleTests {
    private let rule = HostRule(names: ["Box-1.local"])

    @Test(arguments: [
        "127.0.0.1", "127.0.0.1:8750", "192.168.4.20:8750", "[::1]:8750", "[fe80::1]", "localhost", "localhost:1",
        "box-1.local:8750", "BOX-1.LOCAL",
    ])
    func `the box's own names and addresses are allowed`(authority: String) { #expect(self.rule.allows(authority)) }

    @Test(arguments: [
        nil, "", "evil.example", "box-1.local.evil.example", "127.0.0.1.evil.example", "localhost:", "localhost:99999",
        "[::1", "[::1]x", "[evil]", "1.2.3", "1.2.3.4.5", "256.1.1.1", "a:b:c", "127.0.0.1:80:80",
    ])
    func `a name that can be led elsewhere is not`(authority: String?) { #expect(!self.rule.allows(authority)) }
}

@Suite struct PagePassTests {
    private let genesis: Genesis
    private let state: ContractState
    private let keys: [SigningKey]

    private static let start = UTCTime(milliseconds: 1_767_573_000_000)

    init() throws {
        self.keys = try (1...2).map { try SigningKey(seed: Array(repeating: UInt8($0), count: 32)) }
        let members: [(String, Roles)] = [("meena", .crew), ("box", [.box, .validator])]
        self.genesis = Genesis(
            zone: "test", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: true, time: Self.start,
            principals: zip(members, self.keys).map {
                Principal(label: $0.0, key: $1.publicKey, roles: $0.1)
            }, policy: .standard)
        self.state = try ContractState(genesis: self.genesis)
    }

    private func pass(
        _ key: Int = 0, person: String = "R. Meena", from: Int64 = 0, seconds: Int64 = 3600, nonce: UInt8 = 1
    ) -> SignedPass {
        let begin = Self.start.adding(seconds: from)
        return SignedPass(
            PagePass(
                person: person, from: begin, until: begin.adding(seconds: seconds),
                nonce: [UInt8](repeating: nonce, count: 16)), by: self.keys[key], genesis: self.genesis.hash)
    }

    private func judge(_ pass: SignedPass, at seconds: Int64 = 0, scale: Int64 = 1) throws(PassRefusal)
        -> SignedInPerson
    {
        try SessionBook.person(
            of: pass, self.state, genesis: self.genesis.hash, now: Self.start.adding(seconds: seconds), scale: scale)
    }

    @Test func `a pass survives the way over paper`() throws {
        let pass = self.pass()
        #expect(try SignedPass(text: " \(pass.text.prefix(40))\n\(pass.text.dropFirst(40)) ") == pass)
        #expect(try self.judge(try SignedPass(text: pass.text)).label == "meena")
    }

    @Test func `a pass that was changed anywhere opens nothing`() throws {
        let text = Array(self.pass().text.utf8)
        for place in text.indices {
            var changed = text
            changed[place] = changed[place] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
            guard changed != text, let pass = try? SignedPass(text: String(decoding: changed, as: UTF8.self)) else {
                continue
            }
            #expect(throws: PassRefusal.self, "byte \(place)") { try self.judge(pass) }
        }
    }

    @Test func `a pass is good in its time, for a person whose key the zone knows`() throws {
        _ = try self.judge(self.pass(), at: 3599)
        _ = try self.judge(self.pass(from: 200), at: 0)
        _ = try self.judge(self.pass(seconds: 100 * 3600), at: 0, scale: 450)
        #expect(throws: PassRefusal.self) { try self.judge(self.pass(), at: 3600) }
        #expect(throws: PassRefusal.self) { try self.judge(self.pass(from: 400), at: 0) }
        #expect(throws: PassRefusal.tooLong) { try self.judge(self.pass(seconds: 8 * 3600 + 1)) }
        #expect(throws: PassRefusal.tooLong) { try self.judge(self.pass(seconds: .max / 2000)) }
        #expect(throws: PassRefusal.noName) { try self.judge(self.pass(person: "")) }
        #expect(throws: PassRefusal.self, "a box is no person") { try self.judge(self.pass(1)) }
    }

    @Test func `a session is opened once by a pass, and ends with it`() throws {
        var book = SessionBook()
        let pass = self.pass()
        let person = try self.judge(pass)
        try book.open(pass, person, token: "t", now: Self.start)
        #expect(book.person(token: "t", self.state, now: Self.start)?.name == "R. Meena")
        #expect(book.person(token: "u", self.state, now: Self.start) == nil)
        #expect(book.person(token: "t", self.state, now: Self.start.adding(seconds: 3600)) == nil)
        #expect(throws: PassRefusal.used) { try book.open(pass, person, token: "v", now: Self.start) }
        book.close(token: "t")
        #expect(book.person(token: "t", self.state, now: Self.start) == nil)
    }

    @Test func `sessions are bounded: the one that would end first makes room`() throws {
        var book = SessionBook()
        for number in 0..<100 {
            let pass = self.pass(seconds: 3600 + Int64(number), nonce: UInt8(number))
            try book.open(pass, try self.judge(pass), token: "\(number)", now: Self.start)
        }
        #expect(book.person(token: "0", self.state, now: Self.start) == nil)
        #expect(book.person(token: "99", self.state, now: Self.start) != nil)
    }
}

@Suite struct SchemaBookTests {
    private struct Inner: Codable {
        var isThere: Bool
    }

    private struct Outer: Codable {
        var tipAgeSeconds: Int64
        var port: UInt16?
        var inner: Inner
        var items: [Inner]
        var byCode: [String: Int]
        var p50: Double
        var rootURLPath: String?
    }

    @Test func `a schema says what a type's JSON has`() throws {
        var book = SchemaBook()
        let reference = book.reference(to: [Outer].self)
        #expect(book.failures.isEmpty, "\(book.failures)")
        #expect(reference.text == ##"{"items":{"$ref":"#/components/schemas/Outer"},"type":"array"}"##)
        let schema = try #require(book.schemas["Outer"]).text
        #expect(
            schema.contains(#""required":["by_code","inner","items","p50","tip_age_seconds"]"#), "\(schema)")
        let value = Outer(
            tipAgeSeconds: 1, port: 2, inner: Inner(isThere: true), items: [], byCode: ["A": 1], p50: 0.5,
            rootURLPath: "")
        let json = try JSONSerialization.jsonObject(with: ReportJSON.encoder.encode(value)) as? [String: Any]
        let properties = try #require(book.schemas["Outer"]?.members?["properties"]?.members)
        #expect(Set(properties.keys) == Set(json?.keys ?? [:].keys))
    }
}
