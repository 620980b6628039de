import CanonicalCBOR
import Foundation
import Identity
import Ledger
import TestSupport
import Testing

@testable import Appliance

@Suite("Questions between peers") struct PeerProtocolTests {
    static let allQuestions: [PeerQuestion] = [
        .tip, .blocks(from: 1, credit: 0), .blocks(from: .max, credit: .max), .submit([1, 2, 3]), .deliver([4]),
        .snapshot, .piece(of: .sha256([3]), from: 0, credit: .max), .piece(of: .zero, from: .max, credit: 0),
    ]
    static let allAnswers: [PeerAnswer] = [
        .tip(TipNotice(height: 9, hash: .sha256([2]))), .range(nil), .range([1, 2, 3]), .accepted, .refused("no"),
        .snapshot(nil), .snapshot(SnapshotOffer(height: 7, head: .sha256([4]))), .piece(nil),
        .piece(SnapshotPiece(total: .max, bytes: [1, 2])),
    ]

    static let allNotices = [
        TransactionNotice([]), TransactionNotice([[1, 2], [3]]),
        TransactionNotice(
            Array(repeating: [UInt8](repeating: 7, count: 1100), count: TransactionNotice.mostTransactions)),
    ]

    @Test("every question and answer comes back as it was", arguments: PeerProtocolTests.allQuestions)
    func questions(_ question: PeerQuestion) throws {
        #expect(try PeerQuestion(decoding: question.encoded()) == question)
    }

    @Test("every answer comes back as it was", arguments: PeerProtocolTests.allAnswers)
    func answers(_ answer: PeerAnswer) throws {
        #expect(try PeerAnswer(decoding: answer.encoded()) == answer)
    }

    @Test("every notice of transactions comes back as it was")
    func notices() throws {
        for notice in Self.allNotices { #expect(try TransactionNotice(decoding: notice.encoded()) == notice) }
    }

    @Test("a notice of too many transactions, or of anything else, is refused")
    func badNotices() {
        let tooMany = TransactionNotice(Array(repeating: [1], count: TransactionNotice.mostTransactions + 1))
        #expect(throws: CBORError.self) { try TransactionNotice(decoding: tooMany.encoded()) }
        let tooLong = TransactionNotice([[UInt8](repeating: 0, count: SignedTransaction.maximumBytes + 1)])
        #expect(throws: CBORError.self) { try TransactionNotice(decoding: tooLong.encoded()) }
        for bytes in [[], [0x81, 0x01], [0x80, 0x00], [0x60]] as [[UInt8]] {
            #expect(throws: CBORError.self) { try TransactionNotice(decoding: bytes) }
        }
    }

    @Test("mangled bytes are refused or read, and never a crash", arguments: 0..<200)
    func mangled(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var bytes =
            (Self.allQuestions.map { $0.encoded() } + Self.allAnswers.map { $0.encoded() }
            + Self.allNotices.map { $0.encoded() })
            .randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            guard !bytes.isEmpty else { break }
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            }
        }
        let question = try? PeerQuestion(decoding: bytes)
        let answer = try? PeerAnswer(decoding: bytes)
        let notice = try? TransactionNotice(decoding: bytes)
        // One value, one byte string: what is read encodes to the same bytes.
        if let question { #expect(question.encoded() == bytes) }
        if let answer { #expect(answer.encoded() == bytes) }
        if let notice { #expect(notice.encoded() == bytes) }
    }

    /// What boxes say to one another never changes by accident.
    @Test("every question and answer has the bytes that it had")
    func wireIsPinned() {
        var hash = Digest.zero
        for bytes in Self.allQuestions.map({ $0.encoded() }) + Self.allAnswers.map({ $0.encoded() }) {
            hash = .sha256(parts: [hash.bytes, bytes])
        }
        #expect(hash.hex == "2cc501172786752cee091ec9bc40306860fe5b51a9bf5665a6a25609b380b055")
        for notice in Self.allNotices { hash = .sha256(parts: [hash.bytes, notice.encoded()]) }
        #expect(hash.hex == "1218e87f82ac06fc3b78dc8d50399c1c777a0301084d450b08275797d78fd44a")
    }

    @Test(
        "questions and answers match the schema",
        .enabled(if: PythonScript.knows(module: "pycddl"), "a Python with pycddl"))
    func schema() throws {
        let schema = PackageFolder.file("docs/ledger.cddl").path
        func line(_ rule: String, _ bytes: [UInt8]) -> String {
            "\(rule) \(bytes.map { String(format: "%02x", $0) }.joined())"
        }
        let lines =
            Self.allQuestions.map { line("peer-question", $0.encoded()) }
            + Self.allAnswers.map { line("peer-answer", $0.encoded()) }
            + Self.allNotices.map { line("transaction-notice", $0.encoded()) }
            + [line("tip-notice", TipNotice(height: 9, hash: .zero).encoded())]
        let answer = try PythonScript("check_cddl.py").run([schema], lines: lines)
        #expect(answer.output.contains("\(lines.count) of \(lines.count) encodings match"), "\(answer.output)")
    }

    @Test("what became of a transaction is remembered for a while, not for ever")
    func outcomes() {
        var outcomes = TransactionOutcomes()
        let ids = (0..<25_000).map { Digest.sha256([UInt8($0 & 255), UInt8($0 >> 8)]) }
        for (index, id) in ids.enumerated() { outcomes.record(id, .init(height: UInt64(index), failure: nil)) }
        #expect(outcomes[ids[24_999]]?.height == 24_999)
        #expect(outcomes[ids[5_000]]?.height == 5_000)
        #expect(outcomes[ids[4_999]] == nil)
    }
}
