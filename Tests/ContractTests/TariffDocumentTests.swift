import CanonicalCBOR
import Foundation
import Identity
import Ledger
import Metering
import Tariffs
import TestSupport
import Testing

@testable import Contract

@Suite struct TariffDocumentTests {
    @Test func everyKindIsReadBack() throws {
        let document = Samples.everyKind.cbor
        #expect(try Tariff(document: CBOR(decoding: document.encoded())) == Samples.everyKind)
        let bill = try Samples.everyKind.computeBill(Samples.everyNeed)
        #expect(bill.lines.count == 12 && bill.lines.contains { $0.factor != 1 })
        for line in bill.lines {
            var fields = try CBORFields(line.cbor, of: "line")
            #expect(try BillLine(&fields) == line)
            #expect(fields.remaining == 0)
        }
    }

    /// A version's hash names it for ever; the old form of a document keeps its bytes.
    @Test func hashesArePinned() {
        #expect(
            Samples.everyKind.digest.hex == "baa7611859819c2d10e6f9179ae2ee77e149bffeee69113d15e11f8839dca5d7")
        #expect(
            Samples.everyLine.digest.hex == "a85b50dc27db995d2df1a024beb0895a7ac5d2444ad96ccb1a828accc5fe80a1")
        #expect(
            Samples.rajasthan.digest.hex == "f3122379a4b32af5c9d33e38a25c2f7c1b5375329a98f025aa17972fcde36fb0")
    }

    /// Every byte counts: a changed document is refused, or it is another tariff with that very encoding.
    @Test func changedDocumentsAreRefusedOrOthers() throws {
        var random = SeededGenerator(seed: 18)
        let bytes = Samples.everyKind.cbor.encoded()
        var read = 0
        for _ in 0..<6000 {
            var changed = bytes
            for _ in 0...Int.random(in: 0...2, using: &random) {
                changed[Int.random(in: changed.indices, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
            if Int.random(in: 0..<20, using: &random) == 0 {
                changed.removeLast(Int.random(in: 1...40, using: &random))
            }
            guard changed != bytes, let value = try? CBOR(decoding: changed),
                let tariff = try? Tariff(document: value)
            else { continue }
            read += 1
            #expect(tariff != Samples.everyKind && tariff.cbor.encoded() == changed)
        }
        #expect(read > 100)
    }

    @Test func unknownNumbersAndSecondFormsAreRefused() throws {
        let line: (CBOR) -> CBOR = { kind in .array([.text("l"), kind, .unsigned(0)]) }
        for kind: CBOR in [
            .array([.unsigned(0)]), .array([.unsigned(19)]), .array([.unsigned(2), .integer(1), .null]),
            .array([.unsigned(14), .array([.unsigned(4), .integer(1)]), .null]),
            .array([.unsigned(10), .array([.array([.unsigned(16), .array([]), .integer(1)])])]),
        ] {
            #expect(throws: CBORError.self) { try Self.tariff(line(kind)) }
        }
        let plain: [CBOR] = [.text("l"), .array([.unsigned(2), .integer(1)]), .unsigned(0)]
        #expect(try Self.tariff(.array(plain)).lines.count == 1)
        let always = LineCondition.always.cbor
        for tail: [CBOR] in [
            [.unsigned(0), .null], [.unsigned(0), always], [.unsigned(2), always], [.unsigned(5), .null],
            [.unsigned(2)],
        ] {
            #expect(throws: CBORError.self, "\(tail)") { try Self.tariff(.array(plain + tail)) }
        }
        #expect(try Self.tariff(.array(plain + [.unsigned(2), .null])).lines[0].quantity == .net)
        for origin: CBOR in [.null, .array([.null, .null, .null]), .array([.null, .integer(-1), .null])] {
            #expect(throws: CBORError.self, "\(origin)") { try Self.tariff(.array(plain), origin) }
        }
        let dated = try Self.tariff(.array(plain), .array([.null, .integer(0), .null]))
        #expect(dated.validFrom == CivilDate("1970-01-01") && dated.source == nil)
    }

    private static func tariff(_ line: CBOR, _ origin: CBOR? = nil) throws -> Tariff {
        try Tariff(document: Self.document(line, origin))
    }

    private static func document(_ line: CBOR, _ origin: CBOR? = nil) -> CBOR {
        let fields: [CBOR] = [
            .text("label"), .text("authority"), .text("1"), .unsigned(0), .text("INR"), .unsigned(1), .array([line]),
            .null,
        ]
        return .array(fields + (origin.map { [$0] } ?? []))
    }

    /// A bill for a period has no moment of use, whatever else the line asks for.
    @Test(arguments: [
        LineCondition(days: .sunday), LineCondition(windows: [MinuteWindow(from: 0, to: 360)]),
        LineCondition(classes: ["industry"], days: .sunday), LineCondition(loadAbove: 10_000, days: .sunday),
        LineCondition(quantityAbove: 1, windows: [MinuteWindow(from: 0, to: 360)]),
        LineCondition(payment: .prepaid, days: .sunday), LineCondition(needsPromptPayment: true, days: .sunday),
    ])
    func aLineForSingleUsesIsRefused(condition: LineCondition) throws {
        var zone = try Zone()
        var tariff = Samples.flat
        tariff.lines.append(TariffLine(name: "trip", kind: .fixed(paise: 1), condition: condition))
        zone.setTariff(0, tariff)
        let failures = try zone.block(after: 1).failures
        #expect(failures == [.tariffForSingleUse(line: "trip")])
        #expect(failures.first?.description.contains("take days and hours out of its condition") == true)
    }

    /// What only some accounts' bills need keeps no tariff away.
    @Test func aTariffThatSomeBillsNeedMoreForIsTaken() throws {
        var zone = try Zone()
        var tariff = Samples.flat
        tariff.lines.append(
            TariffLine(
                name: "time", kind: .timeOfDayRate(bands: [TimeBand(windows: [.wholeDay], value: 1)]),
                condition: LineCondition(loadAbove: 10_000)))
        zone.setTariff(0, tariff)
        #expect(try zone.block(after: 1).kinds == ["tariffSet"])
    }

    /// The zone's day begins at 18:30 UTC: a version holds on days that its authority made it for.
    @Test func aTariffHoldsWithinItsValidity() throws {
        var zone = try Zone()
        var tariff = Samples.flat
        tariff.validFrom = CivilDate("2026-01-05")
        zone.setTariff(0, tariff)
        #expect(try zone.block(after: 1).failures.isEmpty, "local midnight of the fifth")
        tariff.validFrom = CivilDate("2026-01-06")
        zone.setTariff(1, tariff)
        (tariff.validFrom, tariff.validTo) = (nil, CivilDate("2026-01-04"))
        zone.setTariff(1, tariff)
        let failures = try zone.block(after: 1).failures
        #expect(failures.count == 2)
        for case .badTariff(let reason) in failures { #expect(reason.contains("made it for other days")) }
    }

    @Test(.enabled(if: PythonScript.knows(module: "pycddl"), "a Python with pycddl"))
    func documentsMatchTheSchema() throws {
        let schema = PackageFolder.file("docs/ledger.cddl").path
        var lines: [String] = []
        func add(_ rule: String, _ value: CBOR) {
            lines.append("\(rule) \(hex(value.encoded()))")
        }
        for tariff in [Samples.everyKind, Samples.everyLine, Samples.rajasthan] {
            add("tariff-record", TariffRecord(TariffVersion(effectiveFrom: Samples.start, tariff: tariff)).cbor)
        }
        add("bill-record", try Self.bill().cbor)
        let answer = try PythonScript("check_cddl.py").run([schema], lines: lines)
        #expect(answer.status == 0, "\(answer.output)")
        #expect(answer.output.contains("\(lines.count) of \(lines.count) encodings match"))
        // The schema has teeth: a document of nine fields needs an origin, a line a known kind.
        lines = []
        add("tariff-record", .array([.array([.array([.time(Samples.start), Self.document(.array([]), .null)])])]))
        #expect(try PythonScript("check_cddl.py").run([schema], lines: lines).status == 1)
    }

    private static func bill() throws -> BillRecord {
        let bill = try Samples.everyKind.computeBill(Samples.everyNeed)
        return BillRecord(
            account: AccountID(0), period: 0, periodStart: Samples.start, periodEnd: Samples.start,
            issuedAt: Samples.start, dueAt: Samples.start, tariff: TariffID(0), tariffVersion: 0, quantity: 90_000,
            periodDays: 30, referenceDays: 30,
            facts: BillFacts(
                terms: AccountTerms(tariff: TariffID(0), contractDemand: 5, classes: ["a", "b"]),
                timed: Samples.everyNeed.timed, arrears: [UnpaidBill(0, Arrear(paise: 5, daysLate: 7))],
                paidPromptly: true),
            registers: [], lines: bill.lines, totalPaise: bill.totalPaise,
            carriedInPaise: 0, settledPaise: 0, settledAt: nil, marks: [])
    }
}
