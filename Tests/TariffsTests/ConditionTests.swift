import Tariffs
import Testing

@Suite struct ConditionTests {
    private static func holds(_ condition: LineCondition, _ change: (inout BillInput) -> Void) throws -> Bool {
        var tariff = Samples.single(.fixed(paise: 100))
        tariff.lines[0].condition = condition
        tariff.lines.append(TariffLine(name: "half", kind: .percentage(basisPoints: 5000, of: ["line"])))
        var input = BillInput(quantity: 100)
        change(&input)
        let bill = try tariff.computeBill(input)
        let holds = bill.lines.first?.name == "line"
        // A share of a line that the bill does not have is of nothing.
        let base = holds ? bill.lines[0].amountPaise : 0
        #expect(bill.lines.last?.amountPaise == base / 2 && holds == (base > 0))
        return holds
    }

    @Test func classes() throws {
        let some = LineCondition(classes: ["domestic", "bpl"], exemptClasses: ["hospital"])
        #expect(try !Self.holds(some) { _ in })
        #expect(try Self.holds(some) { $0.consumerClasses = ["bpl"] })
        #expect(try !Self.holds(some) { $0.consumerClasses = ["bpl", "hospital"] })
        #expect(try Self.holds(LineCondition(exemptClasses: ["hospital"])) { _ in })
    }

    @Test(
        arguments: [(9999, false), (10_000, false), (10_001, true), (20_000, true), (20_001, false)] as [(Int64, Bool)])
    func sanctionedLoad(watts: Int64, holds: Bool) throws {
        let condition = LineCondition(loadAbove: 10_000, loadUpTo: 20_000)
        #expect(try Self.holds(condition) { $0.sanctionedLoadWatts = watts } == holds)
    }

    /// Limits of quantity are for the reference period.
    @Test(
        arguments: [
            (100, 30, false), (101, 30, true), (200, 30, true), (201, 30, false), (50, 15, false), (51, 15, true),
        ]
            as [(Int64, Int64, Bool)])
    func quantity(quantity: Int64, days: Int64, holds: Bool) throws {
        let condition = LineCondition(quantityAbove: 100, quantityUpTo: 200)
        #expect(try Self.holds(condition) { ($0.quantity, $0.periodDays) = (quantity, days) } == holds)
    }

    @Test func payment() throws {
        #expect(try Self.holds(LineCondition(payment: .prepaid)) { $0.payment = .prepaid })
        #expect(try !Self.holds(LineCondition(payment: .prepaid)) { _ in })
        #expect(try Self.holds(LineCondition(needsPromptPayment: true)) { $0.paidPromptly = true })
        #expect(try !Self.holds(LineCondition(needsPromptPayment: true)) { $0.paidPromptly = false })
        #expect(throws: TariffError.missingInput(line: "line", .promptPayment)) {
            try Self.holds(LineCondition(needsPromptPayment: true)) { _ in }
        }
    }

    @Test(
        arguments: [
            (.weekday, 479, true), (.weekday, 480, false), (.saturday, 0, true), (.sunday, 479, false),
            (.holiday, 0, false), (.weekday, 1260, true), (.weekday, 1439, true), (.weekday, 1259, false),
        ] as [(DayClass, Int64, Bool)])
    func timeOfUse(day: DayClass, minute: Int64, holds: Bool) throws {
        let condition = LineCondition(
            days: [.weekday, .saturday],
            windows: [MinuteWindow(from: 0, to: 480), MinuteWindow(from: 1260, to: 1440)])
        #expect(try Self.holds(condition) { $0.usedAt = LocalMoment(day: day, minute: minute) } == holds)
        #expect(throws: TariffError.missingInput(line: "line", .timeOfUse)) { try Self.holds(condition) { _ in } }
    }

    @Test func brokenConditionsAreRefused() {
        func error(_ condition: LineCondition) -> TariffError? {
            var tariff = Samples.single(.fixed(paise: 1))
            tariff.lines[0].condition = condition
            do throws(TariffError) {
                try tariff.validate()
                return nil
            } catch {
                return error
            }
        }
        #expect(
            error(LineCondition(loadAbove: 10, loadUpTo: 10))
                == .emptyRange(line: "line", what: "sanctioned load", above: 10, upTo: 10))
        let amounts = BillInput.amounts
        #expect(
            error(LineCondition(quantityAbove: -1))
                == .valueOutOfRange(line: "line", what: "quantity above", value: -1, allowed: amounts))
        #expect(
            error(LineCondition(loadUpTo: amounts.upperBound + 1))
                == .valueOutOfRange(
                    line: "line", what: "sanctioned load up to", value: amounts.upperBound + 1, allowed: amounts))
        #expect(error(LineCondition(days: [])) == .badDays(line: "line"))
        #expect(error(LineCondition(classes: ["a"], exemptClasses: ["a"])) == .duplicateClass(line: "line", "a"))
        #expect(error(LineCondition(classes: [""])) == .badText(field: "a class of line line", bytes: 0, limit: 64))
        #expect(
            error(LineCondition(classes: (0...16).map { "\($0)" })) == .badClassCount(line: "line", classes: 17))
        let backwards = MinuteWindow(from: 10, to: 5)
        #expect(error(LineCondition(windows: [backwards])) == .badWindow(line: "line", backwards))
    }
}
