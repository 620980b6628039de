/// Everything that somebody should see to.
struct AlarmsPage {
    /// The worst first.
    let alarms: [AlarmView]
    let context: PageContext

    var html: String {
        Frame(
            context: self.context, section: .alarms, title: self.context.words[.alarms],
            main: self.context.alarms(self.alarms)
        ).html
    }
}

/// Why there is no such page, or it cannot be shown.
struct NoticePage {
    let title: Word
    let text: String
    let context: PageContext

    var html: String {
        Frame(
            context: self.context, section: nil, title: self.context.words[self.title],
            main: "<p>\(self.text)</p><p><a href=\"/\">\(self.context.words[.grid])</a></p>"
        ).html
    }
}

/// Where a person signs in with what `gridtally page sign-in` printed.
struct SignInPage {
    /// Why the last try was refused.
    let problem: String?
    let context: PageContext

    var html: String {
        let words = self.context.words
        let problem: Markup =
            self.problem.map { "<p class=\"alarm\" data-state=\"fault\" role=\"alert\">\($0)</p>" } ?? .none
        return Frame(
            context: self.context, section: nil, title: words[.signIn],
            main: """
                \(problem)
                <p>\(words[.signInHow])</p>
                <p><code>gridtally page sign-in --key KEY --person NAME</code></p>
                <form method="post" action="/sign-in"><p><label for="pass">\(words[.pass])</label>
                <textarea id="pass" name="pass" rows="5" required autocomplete="off" spellcheck="false"></textarea></p>
                <p><button type="submit">\(words[.signIn])</button></p></form>
                """
        ).html
    }
}
