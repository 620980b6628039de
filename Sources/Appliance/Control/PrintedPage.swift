import StatusPage

/// A page that prints well and asks nothing of any network.
enum PrintedPage {
    /// `body` is HTML; the title is anybody's words.
    static func document(title: String, style: String = "", body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(self.escaped(title))</title>
        <style>
        \(self.style)\(style)
        </style>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }

    /// Labels and references are other people's words.
    static func escaped(_ text: String) -> String { HTMLText.escaped(text) }

    private static let style = """
        :root { color-scheme: light dark; }
        body { font: 11pt/1.45 system-ui, sans-serif; max-width: 48rem; margin: 1.5rem auto; padding: 0 1rem; }
        h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-bottom: 0; }
        table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
        caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
        th, td { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid #9996; vertical-align: top; }
        td.sum, th.sum { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        tfoot td, tfoot th { border-top: 2px solid; border-bottom: 0; font-weight: 600; }
        @media print { body { margin: 0; max-width: none; } section, tr { break-inside: avoid; } @page { margin: 18mm; } }
        """
}
