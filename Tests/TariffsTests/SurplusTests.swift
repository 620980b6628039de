import Tariffs
import TestSupport
import Testing

/// Nobody is paid twice for one surplus, and what a bill carries on the next one can take over.
@Suite struct SurplusTests {
    private static func tariff(_ kind: TariffLineKind, _ conditions: [LineCondition]) -> Tariff {
        var tariff = Samples.single(kind)
        tariff.lines = conditions.enumerated().map { index, condition in
            TariffLine(name: "line \(index)", kind: kind, condition: condition)
        }
        return tariff
    }

    private static let credit = TariffLineKind.exportCredit(ExportCredit(rate: 300_000))

    @Test(
        arguments: [
            (.always, .always), (.always, LineCondition(classes: ["a"])),
            (LineCondition(classes: ["a"]), LineCondition(classes: ["b"])),
            (LineCondition(classes: ["a", "b"]), LineCondition(exemptClasses: ["a"])),
            (LineCondition(loadUpTo: 10), LineCondition(loadAbove: 9)),
            (LineCondition(payment: .prepaid), LineCondition(needsPromptPayment: true)),
            (LineCondition(days: [.weekday, .sunday]), LineCondition(days: .sunday)),
        ] as [(LineCondition, LineCondition)])
    func aSecondCreditForOneBillIsRefused(first: LineCondition, second: LineCondition) {
        for conditions in [[first, second], [second, first]] {
            #expect(throws: TariffError.secondExportCredit(line: "line 1", beside: "line 0")) {
                try Self.tariff(Self.credit, conditions).validate()
            }
        }
    }

    @Test(
        arguments: [
            (LineCondition(classes: ["a"]), LineCondition(exemptClasses: ["a", "b"])),
            (LineCondition(classes: ["a"], exemptClasses: ["b"]), LineCondition(classes: ["b"])),
            (LineCondition(loadUpTo: 10), LineCondition(loadAbove: 10)),
            (LineCondition(quantityUpTo: 10), LineCondition(quantityAbove: 10)),
            (LineCondition(payment: .prepaid), LineCondition(payment: .postpaid)),
            (LineCondition(days: .weekday), LineCondition(days: [.sunday, .holiday])),
            (
                LineCondition(windows: [MinuteWindow(from: 0, to: 60)]),
                LineCondition(windows: [MinuteWindow(from: 60, to: 120)])
            ),
        ] as [(LineCondition, LineCondition)])
    func creditsThatNoBillHasBothOfAreOne(first: LineCondition, second: LineCondition) throws {
        try Self.tariff(Self.credit, [first, second]).validate()
    }

    /// Two lines with the same conditions show on which bills both are.
    @Test func creditsAreRefusedExactlyWhereABillHasBoth() throws {
        var random = SeededGenerator(seed: 7)
        var (refused, accepted) = (0, 0)
        for _ in 0..<200 {
            let conditions = [Self.condition(&random), Self.condition(&random)]
            let lines = Self.tariff(.fixed(paise: 1), conditions)
            let together = try Self.bills.contains { try lines.computeBill($0).lines.count == 2 }
            let isRefused = (try? Self.tariff(Self.credit, conditions).validate()) == nil
            #expect(isRefused == together, "\(conditions)")
            if together { refused += 1 } else { accepted += 1 }
        }
        #expect(refused > 20 && accepted > 20, "\(refused) refused, \(accepted) accepted")
    }

    private static func condition(_ random: inout SeededGenerator) -> LineCondition {
        func few(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
        func range() -> (Int64?, Int64?) {
            let above = few(2) ? nil : Int64.random(in: 0...1, using: &random)
            return (above, few(2) ? nil : Int64.random(in: (above ?? -1) + 1...2, using: &random))
        }
        var condition = LineCondition.always
        if few(2) { condition.classes = few(2) ? ["a"] : ["a", "b"] }
        if few(3) { condition.exemptClasses = ["a", "b"].filter { !condition.classes.contains($0) } }
        if few(3) { (condition.loadAbove, condition.loadUpTo) = range() }
        if few(3) { (condition.quantityAbove, condition.quantityUpTo) = range() }
        if few(4) { condition.payment = few(2) ? .prepaid : .postpaid }
        if few(4) { condition.needsPromptPayment = true }
        if few(4) { condition.days = few(2) ? [.weekday, .sunday] : .sunday }
        if few(4) { condition.windows = [few(2) ? MinuteWindow(from: 0, to: 60) : MinuteWindow(from: 60, to: 120)] }
        return condition
    }

    /// One bill for each way in which those conditions tell bills apart.
    private static let bills: [BillInput] = {
        var bills: [BillInput] = []
        for classes: Set<String> in [[], ["a"], ["b"], ["a", "b"]] {
            for load in Int64(0)...2 {
                for quantity in Int64(0)...2 {
                    for (day, minute) in [(DayClass.weekday, 0), (.weekday, 60), (.sunday, 0), (.sunday, 60)] {
                        var bill = BillInput(quantity: quantity, sanctionedLoadWatts: load)
                        (bill.consumerClasses, bill.paidPromptly) = (classes, true)
                        bill.usedAt = LocalMoment(day: day, minute: Int64(minute))
                        bills.append(bill)
                        bill.payment = .prepaid
                        bills.append(bill)
                    }
                }
            }
        }
        return bills
    }()

    // MARK: what is carried on

    /// A broken register must not keep an account without bills for ever.
    @Test(
        arguments: [
            .perUnit(rate: 1), .exportCredit(ExportCredit(rate: 1, carryUpTo: BillInput.mostCarriedExport)),
        ] as [TariffLineKind])
    func whatIsCarriedTheNextBillTakesOver(kind: TariffLineKind) throws {
        var tariff = Samples.single(kind)
        if case .perUnit = kind { tariff.lines[0].quantity = .net }
        // Twice the reference period: twice the limit of the credit.
        var input = BillInput(quantity: 1, periodDays: 60)
        input.exported = BillInput.amounts.upperBound
        for _ in 0..<3 {
            let bill = try tariff.computeBill(input)
            #expect(bill.carriedExport >= BillInput.mostCarriedExport - 1)
            input.carriedExport = bill.carriedExport
        }
        #expect(input.carriedExport == BillInput.mostCarriedExport)
    }

    /// What cannot be carried on is paid.
    @Test func surplusBeyondTheMostIsPaid() throws {
        let most = BillInput.mostCarriedExport
        var input = BillInput(quantity: 0, periodDays: 60)
        (input.exported, input.carriedExport) = (most, 5000)
        let bill = try Samples.single(.exportCredit(ExportCredit(rate: 300_000, carryUpTo: most)))
            .computeBill(input)
        #expect(bill.lines[0].parts == [BillPart(quantity: 5000, rate: -300_000)] && bill.carriedExport == most)
    }
}
