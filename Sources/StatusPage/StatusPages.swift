/// The pages that a box shows to a crew: each is a whole document of HTML that asks nothing of any network but the box.
public enum StatusPages {
    public static func grid(_ view: GridView, _ context: PageContext) -> String {
        GridPage(view: view, context: context).html
    }

    public static func node(_ view: NodeView, _ context: PageContext) -> String {
        NodePage(view: view, context: context).html
    }

    public static func meter(_ view: MeterView, _ context: PageContext) -> String {
        MeterPage(view: view, context: context).html
    }

    public static func buses(_ buses: [BusView], _ context: PageContext) -> String {
        BusesPage(buses: buses, context: context).html
    }

    public static func bus(_ bus: BusView, _ context: PageContext) -> String {
        BusPage(bus: bus, context: context).html
    }

    public static func frames(_ view: FramesView, _ context: PageContext) -> String {
        FramesPage(view: view, context: context).html
    }

    public static func ledger(_ view: LedgerView, _ context: PageContext) -> String {
        LedgerPage(view: view, context: context).html
    }

    /// - Parameter alarms: the worst first.
    public static func alarms(_ alarms: [AlarmView], _ context: PageContext) -> String {
        AlarmsPage(alarms: alarms, context: context).html
    }

    /// - Parameter problem: why the last try was refused.
    public static func signIn(problem: String?, _ context: PageContext) -> String {
        SignInPage(problem: problem, context: context).html
    }

    public static func notice(_ title: Word, _ text: String, _ context: PageContext) -> String {
        NoticePage(title: title, text: text, context: context).html
    }
}

/// Files that the pages need, by their paths.
public enum PageAsset: String, CaseIterable, Sendable {
    case style = "/page.css"
    case script = "/page.js"
    case icon = "/icon.svg"

    public var bytes: [UInt8] {
        switch self {
        case .style: PackageResources.page_css
        case .script: PackageResources.page_js
        case .icon: PackageResources.icon_svg
        }
    }

    public var mediaType: String {
        switch self {
        case .style: "text/css; charset=utf-8"
        case .script: "text/javascript; charset=utf-8"
        case .icon: "image/svg+xml"
        }
    }
}
