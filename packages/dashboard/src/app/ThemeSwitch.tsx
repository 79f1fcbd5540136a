import { Button } from '../design/Button'
import { Tip } from '../design/Tip'
import { chooseTheme, type ThemeChoice, useThemeChoice } from './theme'

const next: Readonly<Record<ThemeChoice, ThemeChoice>> = { system: 'light', light: 'dark', dark: 'system' }
const icons: Readonly<Record<ThemeChoice, string>> = {
  light:
    'M8 4.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4zM8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6 13 13M13 3l-1.4 1.4M4.4 11.6 3 13',
  dark: 'M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3z',
  system: 'M2 3h12v8H2zM6 14h4M8 11v3',
}

export function ThemeSwitch() {
  const choice = useThemeChoice()
  return (
    <Tip text={`Theme: ${choice}. Press for ${next[choice]}.`}>
      <Button
        look="quiet"
        data-testid="theme-switch"
        aria-label={`Theme: ${choice}`}
        className="px-1.5"
        onClick={() => chooseTheme(next[choice])}
      >
        <svg
          viewBox="0 0 16 16"
          className="size-4 fill-none stroke-current"
          strokeWidth="1.4"
          strokeLinecap="round"
          strokeLinejoin="round"
          aria-hidden="true"
        >
          <path d={icons[choice]} />
        </svg>
      </Button>
    </Tip>
  )
}
