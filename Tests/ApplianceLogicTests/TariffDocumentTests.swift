import Contract
import Foundation
import StrictYAML
import Tariffs
import TestSupport
import Testing

@testable import Appliance

/// Mistakes that people make in a tariff file, each with what they are told.
@Suite("Mistakes in a tariff file") struct TariffDocumentTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let line: Int
        let words: [String]
        let text: String
        var testDescription: String { self.words.joined(separator: ", ") }

        init(_ line: Int, _ words: [String], _ text: String) {
            (self.line, self.words, self.text) = (line, words, text)
        }
    }

    /// A tariff that is good but for what stands in its lines, which begin at line 7.
    private static func tariff(_ lines: String, unit: String = "kWh", head: String = "standing: illustrative") -> String
    {
        "label: l\nauthority: a\norder: o\nunit: \(unit)\n\(head)\nlines:\n\(lines)\n"
    }

    static let cases = [
        Case(1, ["`lines` is missing"], "label: l\nunit: kWh"),
        Case(5, ["found `official`", "one of illustrative, ordered"], tariff("  []", head: "standing: official")),
        Case(4, ["found `kwh`", "Did you mean `kWh`?"], tariff("  []", unit: "kwh")),
        Case(
            6, ["valid_from", "found `31.3.2026`", "2026-03-31"],
            tariff("  []", head: "standing: ordered\nvalid_from: 31.3.2026")),
        Case(7, ["lines: ", "0 lines"], tariff("  []")),
        Case(
            7, ["valid_to: ", "valid from 2026-02-01 to 2026-01-01"],
            tariff("  - {name: a, rate: 1}", head: "standing: ordered\nvalid_from: 2026-02-01\nvalid_to: 2026-01-01")),
        Case(7, ["charges for nothing", "one of slab, rate"], tariff("  - name: a")),
        Case(7, ["has rate and fixed", "one kind in each line"], tariff("  - {name: a, rate: 1, fixed: 2}")),
        Case(7, ["unknown key `rat`", "Did you mean `rate`?"], tariff("  - {name: a, rat: 1}")),
        Case(7, ["unknown key `of`"], tariff("  - {name: a, rate: 1, of: [b]}")),
        Case(7, ["`name` is missing"], tariff("  - {rate: 1}")),
        Case(7, ["at most 5 digits after the point"], tariff("  - {name: a, rate: 0.123456}")),
        Case(
            8, ["the name is taken"], tariff("  - {name: a, rate: 1}\n  - {name: a, rate: 1}\n  - {name: a, rate: 1}")),
        Case(
            6, ["round_total_to: ", "cannot be rounded to 2000000 paise"],
            tariff("  - {name: a, rate: 1}", head: "standing: ordered\nround_total_to: 20000")),
        Case(
            8, ["lines[1]", "line \"b\": hours 05:00-07:00", "comes after the one before it"],
            tariff(
                "  - {name: a, rate: 1}\n"
                    + "  - {name: b, time_of_day_rate: [{hours: [00:00-06:00, 05:00-07:00], rate: 1}]}")),
        Case(
            8, ["lines[1]", "hours 05:00-07:00"],
            tariff("  - {name: a, rate: 1}\n  - {name: b, rate: 1, when: {hours: [00:00-06:00, 05:00-07:00]}}")),
        Case(
            8, ["same surplus as line \"a\"", "conditions that no bill meets both of"],
            tariff("  - {name: a, export_credit: 1}\n  - {name: b, export_credit: 1, when: {classes: [c]}}")),
        Case(
            8, ["a power factor has no place in a tariff for kL, only in one for kWh"],
            tariff("  - {name: a, rate: 1}\n  - {name: b, power_factor: [{percent: 1}], of: [a]}", unit: "kL")),
        Case(
            7, ["a demand has no place in a tariff for count, only in one for kWh or kVAh"],
            tariff("  - {name: a, maximum_demand: 1}", unit: "count")),
        Case(
            8, ["of \"x\"", "only lines before this one"],
            tariff("  - {name: a, rate: 1}\n  - {name: b, percent: 1, of: [x]}")),
        Case(
            7, ["step 2: limit none"],
            tariff("  - {name: a, slab: telescopic, steps: [{up_to: 1, rate: 1}, {rate: 2}, {rate: 3}]}")),
        Case(
            7, ["found `teleskopic`", "Did you mean `telescopic`?"],
            tariff("  - {name: a, slab: teleskopic, steps: []}")),
        Case(
            7, ["unknown key `amount`", "up_to, rate"], tariff("  - {name: a, slab: telescopic, steps: [{amount: 1}]}")),
        Case(
            7, ["found `06:00-6:30`", "hours such as 06:00-08:00"],
            tariff("  - {name: a, time_of_day_rate: [{hours: 06:00-6:30, rate: 1}]}")),
        Case(
            7, ["found `22:00-06:00`", "hours over midnight are two"],
            tariff("  - {name: a, time_of_day_rate: [{hours: 22:00-06:00, rate: 1}]}")),
        Case(
            7, ["found `monday`", "weekday, saturday, sunday, holiday"],
            tariff("  - {name: a, time_of_day_rate: [{hours: 00:00-24:00, days: monday, rate: 1}]}")),
        Case(
            7, ["band 2 has hours that band 1 has too"],
            tariff("  - {name: a, time_of_day_rate: [{hours: 00:00-24:00, rate: 1}, {hours: 01:00-02:00, rate: 1}]}")),
        Case(7, ["says not how much"], tariff("  - {name: a, rebate: {}}")),
        Case(7, ["has percent and amount"], tariff("  - {name: a, rebate: {percent: 1, of: [b], amount: 2}}")),
        Case(7, ["only a percentage is of other lines"], tariff("  - {name: a, rebate: {amount: 2, of: [b]}}")),
        Case(7, ["`paid_by` is missing"], tariff("  - {name: a, subsidy: {amount: 1}}")),
        Case(7, ["`collected_for` is missing"], tariff("  - {name: a, levy: {amount: 1}}")),
        Case(7, ["asks nothing"], tariff("  - {name: a, rate: 1, when: {}}")),
        Case(7, ["unknown key `load_over`"], tariff("  - {name: a, rate: 1, when: {load_over: 1}}")),
        Case(
            7, ["no sanctioned load is above 2000 and up to 1000"],
            tariff("  - {name: a, rate: 1, when: {load_above: 2, load_up_to: 1}}")),
        Case(7, ["found `wind`", "one of used, exported"], tariff("  - {name: a, rate: 1, quantity: wind}")),
        Case(7, ["cannot price apparent energy"], tariff("  - {name: a, rate: 1, quantity: apparent}", unit: "kL")),
        Case(
            7, ["step 1: limit 10001", "at most 1"],
            tariff("  - {name: a, power_factor: [{below: 1.0001, percent: 1}, {percent: 2}], of: [a]}")),
        Case(7, ["-1 basis points are outside 0"], tariff("  - {name: a, maximum_demand: 1, at_least_percent: -0.01}")),
        Case(
            7, ["whole number from 0 to 3660"], tariff("  - {name: a, arrears_percent_per_day: 0.05, grace_days: -1}")),
        Case(7, ["rate or sum -100 is outside 0"], tariff("  - {name: a, fixed: -1}")),
    ]

    @Test("the message says where it is and what to do", arguments: Self.cases)
    func message(item: Case) throws {
        guard case .failure(let error) = TariffFiles.read(item.text) else {
            Issue.record("accepted:\n\(item.text)")
            return
        }
        #expect(error.location.line == item.line, "\(error)")
        for word in item.words { #expect("\(error)".contains(word), "no '\(word)' in: \(error)") }
    }

    @Test("every key means what the page says")
    func everyKey() throws {
        let text = Self.tariff(
            """
              - {name: a, rate: 4.75, rounding: ceiling, quantity: net}
              - {name: b, fixed_per_kilowatt: 12.5, when: {classes: [x], except_classes: [y], load_above: 0.5, load_up_to: 10,
                 quantity_above: 1, quantity_up_to: 2, payment: prepaid, prompt: true, days: [sunday], hours: [12:00-13:30]}}
              - {name: c, arrears_percent_per_day: 0.05, grace_days: 3}
              - {name: d, export_credit: 3, carry_up_to: 100, cap_per_kilowatt_day: 4.8}
            """, head: "standing: ordered\nsource: here\nround_total_to: 1")
        let tariff = try TariffFiles.read(text).get()
        #expect(tariff.standing == .ordered && tariff.source == "here")
        #expect(tariff.totalRounding == .multiple(paise: 100, rule: .halfUp))
        #expect(
            tariff.lines == [
                TariffLine(name: "a", kind: .perUnit(rate: 475_000), rounding: .ceiling, quantity: .net),
                TariffLine(
                    name: "b", kind: .fixedPerKilowatt(paise: 1250),
                    condition: LineCondition(
                        classes: ["x"], exemptClasses: ["y"], loadAbove: 500, loadUpTo: 10_000, quantityAbove: 1000,
                        quantityUpTo: 2000, payment: .prepaid, needsPromptPayment: true, days: .sunday,
                        windows: [MinuteWindow(from: 720, to: 810)])),
                TariffLine(name: "c", kind: .arrearsInterest(dailyMillionths: 500, graceDays: 3)),
                TariffLine(
                    name: "d",
                    kind: .exportCredit(
                        ExportCredit(rate: 300_000, carryUpTo: 100_000, capPerKilowattDay: 4800))),
            ])
        let count = try TariffFiles.read(Self.tariff("  - {name: a, rate: 10.5}", unit: "count")).get()
        #expect(try count.computeBill(BillInput(quantity: 3)).totalPaise == 3150)
    }

    @Test("the examples of the page are tariffs")
    func page() throws {
        let page = TariffFiles.folder.appending(path: "../../docs/tariffs.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
        #expect(blocks.count == 4)
        for block in blocks {
            let line = "  - {name: energy, rate: 1}\n"
            let fragments =
                block.hasPrefix("label:")
                ? [block]
                : block.hasPrefix("  - ")
                    ? [Self.tariff(block)]
                    : block.hasPrefix("    when:")
                        ? [Self.tariff("  - name: a\n    rate: 1\n\(block)")]
                        : block.split(separator: "\n").map { Self.tariff("\(line)  - name: a\n\($0)") }
            for fragment in fragments { #expect(throws: Never.self) { try TariffFiles.read(fragment).get() } }
        }
    }

    @Test("a damaged file is an error with a place, or a tariff that can go on the chain")
    func hostile() throws {
        var random = SeededGenerator(seed: 2026)
        var (errors, tariffs) = (0, 0)
        for _ in 0..<1500 {
            let text = try TariffFiles.text(TariffFiles.names.randomElement(using: &random)!)
            let damaged = Self.damaged(text, &random)
            switch TariffFiles.read(damaged) {
            case .failure(let error):
                errors += 1
                #expect((1...damaged.count { $0 == "\n" } + 1).contains(error.location.line), "\(error)")
            case .success(let tariff):
                tariffs += 1
                #expect(try Tariff(document: tariff.cbor) == tariff)
                _ = TariffExplanation(tariff).text
            }
        }
        #expect(errors > 300 && tariffs > 300, "\(errors) errors, \(tariffs) tariffs")
    }

    private static func damaged(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        for _ in 0...Int.random(in: 0...3, using: &random) {
            let index = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0x20...0x7e, using: &random)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(bytes[index], at: index)
            case 3: bytes.swapAt(index, Int.random(in: bytes.indices, using: &random))
            default:
                guard let digit = bytes[index...].firstIndex(where: { (0x30...0x39).contains($0) }) else { continue }
                bytes[digit] = UInt8.random(in: 0x2d...0x39, using: &random)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("options that make no sense say what to write")
    func questions() {
        let cases: [(String, (inout TariffQuestion) -> Void)] = [
            ("--quantity: found `120`; expected a quantity with its unit, such as 120kWh", { $0.quantity = "120" }),
            ("--quantity: found `120kL`", { $0.quantity = "120kL" }), ("--quantity", { $0.quantity = "-1kWh" }),
            ("--quantity", { $0.quantity = "1.2345kWh" }), ("--quantity", { $0.quantity = "٣kWh" }),
            ("--quantity", { $0.quantity = "99999999999999999999kWh" }), ("--load", { $0.load = "5kWh" }),
            ("--at", { $0.at = "monday:10:00" }), ("--at", { $0.at = "sunday:24:00" }), ("--at", { $0.at = ":" }),
            ("--timed", { $0.timed = ["weekday:06:00-08:00"] }),
            ("--timed", { $0.timed = ["weekday:08:00-06:00=1kWh"] }),
            ("--arrears", { $0.arrears = ["500"] }), ("--carried", { $0.carried = "1.234" }),
            // Nothing between or after two marks is no number and no word.
            ("--arrears", { $0.arrears = ["500.00:20:"] }), ("--arrears", { $0.arrears = ["500.00::20"] }),
            ("--arrears", { $0.arrears = [":500.00:20"] }), ("--at", { $0.at = "sunday::10:00" }),
            ("--at", { $0.at = ":sunday:10:00" }), ("--timed", { $0.timed = ["=weekday:06:00-08:00=1kWh"] }),
            ("--timed", { $0.timed = ["weekday:06:00-08:00==1kWh"] }),
            ("--timed", { $0.timed = ["weekday::06:00-08:00=1kWh"] }),
            // What is used is in kWh, so its demand is in kW; a load always is.
            ("--demand: found `12kVA`; expected power with its unit, such as 5kW", { $0.demand = "12kVA" }),
            ("--contract", { $0.contract = "12kVA" }), ("--load", { $0.load = "5kVA" }),
            ("--plant", { $0.plant = "5kVA" }),
        ]
        for (start, change) in cases {
            #expect {
                _ = try TariffFiles.bill("rajasthan-domestic", "1kWh", change)
            } throws: { error in
                error is TariffArgumentError && "\(error)".hasPrefix(start)
            }
        }
    }
}
