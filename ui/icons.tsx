import { splitProps, type JSX } from "solid-js";

type IconProps = JSX.SvgSVGAttributes<SVGSVGElement> & {
  /** What the icon says when it stands alone; without it, it is decoration. */
  readonly label?: string;
};

export type Icon = (props: IconProps) => JSX.Element;

/** An icon on a 20 by 20 grid, drawn in the colour of the text around it. */
function drawn(draw: () => JSX.Element): Icon {
  return (props) => {
    const [own, rest] = splitProps(props, ["label", "class"]);
    return (
      <svg
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linecap="round"
        stroke-linejoin="round"
        class={`shrink-0 ${own.class ?? "size-5"}`}
        aria-hidden={own.label === undefined ? "true" : undefined}
        role={own.label === undefined ? undefined : "img"}
        aria-label={own.label}
        {...rest}
      >
        {draw()}
      </svg>
    );
  };
}

export const GateIcon = drawn(() => (
  <>
    <path d="M3.5 17V9.5a6.5 6.5 0 0 1 13 0V17" />
    <path d="M7 17V9.8a3 3 0 0 1 6 0V17" />
    <path d="M2 17h16" />
  </>
));
export const HomeIcon = drawn(() => (
  <>
    <path d="M3 9.2 10 3.5l7 5.7" />
    <path d="M4.8 8v8.3h10.4V8" />
    <path d="M8.2 16.3v-4.4h3.6v4.4" />
  </>
));
export const PeopleIcon = drawn(() => (
  <>
    <circle cx="7.3" cy="7" r="2.9" />
    <path d="M2.2 16.2c.4-3 2.3-4.6 5.1-4.6s4.7 1.6 5.1 4.6" />
    <path d="M12.6 4.4a2.9 2.9 0 0 1 0 5.2M14.6 12c1.7.6 2.8 2 3.1 4.2" />
  </>
));
export const LogIcon = drawn(() => (
  <>
    <path d="M4.5 3.5h11v13h-11z" />
    <path d="M7.3 7.2h5.4M7.3 10h5.4M7.3 12.8h3.2" />
  </>
));
export const DeviceIcon = drawn(() => (
  <>
    <rect x="2.5" y="3.8" width="15" height="9.7" rx="1.5" />
    <path d="M7 16.7h6M10 13.5v3.2" />
  </>
));
export const PhoneIcon = drawn(() => (
  <>
    <rect x="5.8" y="2.5" width="8.4" height="15" rx="1.8" />
    <path d="M9.2 14.8h1.6" />
  </>
));
export const SlidersIcon = drawn(() => (
  <>
    <path d="M3 6h7.2M14.8 6H17M3 14h2.2M9.8 14H17" />
    <circle cx="12.5" cy="6" r="2.1" />
    <circle cx="7.5" cy="14" r="2.1" />
  </>
));
export const BuildingIcon = drawn(() => (
  <>
    <path d="M4 17V3.8h7.5V17M11.5 8H16v9M2.5 17h15" />
    <path d="M6.8 7h2M6.8 10h2M6.8 13h2" />
  </>
));
export const KeyIcon = drawn(() => (
  <>
    <circle cx="6.8" cy="13.2" r="3.5" />
    <path d="m9.4 10.6 6.8-6.8M13.4 6.6l2.2 2.2" />
  </>
));
export const GlobeIcon = drawn(() => (
  <>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M2.8 10h14.4M10 2.8c2 1.9 3 4.3 3 7.2s-1 5.3-3 7.2c-2-1.9-3-4.3-3-7.2s1-5.3 3-7.2z" />
  </>
));
export const ShieldIcon = drawn(() => (
  <>
    <path d="M10 2.8 4 5v4.6c0 3.7 2.5 6.4 6 7.6 3.5-1.2 6-3.9 6-7.6V5z" />
    <path d="m7.4 9.9 1.9 1.9 3.4-3.6" />
  </>
));
export const MailIcon = drawn(() => (
  <>
    <rect x="2.5" y="4.2" width="15" height="11.6" rx="1.6" />
    <path d="m3 5.8 7 5.4 7-5.4" />
  </>
));
export const SearchIcon = drawn(() => (
  <>
    <circle cx="8.8" cy="8.8" r="5.3" />
    <path d="m12.8 12.8 4.2 4.2" />
  </>
));
export const PlusIcon = drawn(() => <path d="M10 4v12M4 10h12" />);
export const CloseIcon = drawn(() => <path d="m5 5 10 10M15 5 5 15" />);
export const CheckIcon = drawn(() => <path d="m4.2 10.6 3.7 3.8 7.9-8.6" />);
export const CopyIcon = drawn(() => (
  <>
    <rect x="7" y="7" width="9.5" height="9.5" rx="1.6" />
    <path d="M13 4.6a1.2 1.2 0 0 0-1.2-1.1H4.7a1.2 1.2 0 0 0-1.2 1.2v7.1A1.2 1.2 0 0 0 4.6 13" />
  </>
));
export const ChevronDownIcon = drawn(() => <path d="m5.5 7.8 4.5 4.6 4.5-4.6" />);
export const ChevronRightIcon = drawn(() => <path d="m7.8 5.5 4.6 4.5-4.6 4.5" />);
export const ArrowRightIcon = drawn(() => <path d="M3.5 10h13M11.6 4.9l5.1 5.1-5.1 5.1" />);
export const ExternalIcon = drawn(() => (
  <>
    <path d="M11.5 3.5h5v5M16.2 3.8 9 11" />
    <path d="M14.5 11.5v5h-11v-11h5" />
  </>
));
export const DotsIcon = drawn(() => <path d="M4.5 10h.01M10 10h.01M15.5 10h.01" stroke-width="2.6" />);
export const MenuIcon = drawn(() => <path d="M3 5.5h14M3 10h14M3 14.5h14" />);
export const InfoIcon = drawn(() => (
  <>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M10 9.2v4.2M10 6.5v.1" />
  </>
));
export const WarningIcon = drawn(() => (
  <>
    <path d="M10 3.2 2.6 16h14.8z" />
    <path d="M10 8.2v3.6M10 13.7v.1" />
  </>
));
export const StopIcon = drawn(() => (
  <>
    <circle cx="10" cy="10" r="7.2" />
    <path d="m5 5 10 10" />
  </>
));
export const OfflineIcon = drawn(() => (
  <>
    <path d="M2.6 7.8A11 11 0 0 1 6 5.7M9 5a11 11 0 0 1 8.4 2.8M5.4 10.8a7 7 0 0 1 2.5-1.6M12.6 9.5a7 7 0 0 1 2 1.3M8.2 13.6a3.2 3.2 0 0 1 3.6 0" />
    <path d="M10 16.3v.1M3.5 3.5l13 13" />
  </>
));
export const EyeIcon = drawn(() => (
  <>
    <path d="M2 10c1.8-3.4 4.5-5.1 8-5.1s6.2 1.7 8 5.1c-1.8 3.4-4.5 5.1-8 5.1S3.8 13.4 2 10z" />
    <circle cx="10" cy="10" r="2.4" />
  </>
));
export const EyeOffIcon = drawn(() => (
  <>
    <path d="M8 5.2A8 8 0 0 1 10 4.9c3.5 0 6.2 1.7 8 5.1a11 11 0 0 1-2 2.7M12.6 14.7a8 8 0 0 1-2.6.4c-3.5 0-6.2-1.7-8-5.1a11 11 0 0 1 3.2-3.7" />
    <path d="M3.5 3.5l13 13" />
  </>
));
export const SignOutIcon = drawn(() => (
  <>
    <path d="M8 3.5H4.2v13H8M12.5 6.5 16 10l-3.5 3.5M16 10H8" />
  </>
));
export const TrashIcon = drawn(() => (
  <path d="M3.5 5.5h13M8 5.5V3.7h4v1.8M5.2 5.5l.7 11h8.2l.7-11M8.4 8.6v5M11.6 8.6v5" />
));
export const RefreshIcon = drawn(() => (
  <>
    <path d="M16.2 10a6.2 6.2 0 1 1-1.9-4.5" />
    <path d="M16.5 3.2v3.3h-3.3" />
  </>
));
export const PauseIcon = drawn(() => (
  <>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M8.2 7.5v5M11.8 7.5v5" />
  </>
));
export const SpinnerIcon = drawn(() => <path d="M10 3a7 7 0 1 1-6.6 4.7" class="origin-center turning" />);
