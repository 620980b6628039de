import Testing

@testable import Appliance

@Suite struct StatementPageTests {
    private static func statement(reference: String, amount: Int64) -> AccountStatement {
        AccountStatement(
            zone: "<b>zone</b>", account: "A&1", from: "2026-01-01", through: "2026-01-31", openingPaise: 97_550,
            entries: [
                StatementEntry(
                    day: "2026-01-04", time: "2026-01-04T10:00:00Z", kind: .payment, number: 0, reference: reference,
                    bill: nil, amountPaise: -amount, balancePaise: 97_550 - amount)
            ],
            closingPaise: 97_550 - amount, heldPaise: 0, standing: "active", permitThrough: "2026-02-15T00:00:00Z",
            height: 7, blockHash: "00ff", time: "2026-01-31T18:30:00Z")
    }

    @Test func otherPeoplesWordsAreNoMarkup() {
        let html = StatementPage(Self.statement(reference: "<script>alert('x')</script>\"", amount: 5)).html
        #expect(html.contains("payment &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;"))
        #expect(html.contains("account A&amp;1") && html.contains("zone &lt;b&gt;zone&lt;/b&gt;"))
        #expect(!html.contains("<script") && !html.contains("<b>"))
    }

    /// What is printed years later must not depend on anybody's server.
    @Test func thePageRefersToNothingOutsideOfIt() {
        let html = StatementPage(Self.statement(reference: "R", amount: 5)).html
        for word in ["http:", "https:", "src=", "href=", "url(", "@import"] { #expect(!html.contains(word)) }
    }

    @Test func moneyPaidInAdvanceIsCredit() {
        let owing = Self.statement(reference: "R", amount: 97_550)
        let ahead = Self.statement(reference: "R", amount: 100_000)
        #expect(owing.closing == "owed at the end: 0.00 ₹" && ahead.closing == "credit at the end: 24.50 ₹")
        #expect(ahead.text.contains("-24.50 ₹"))
    }
}
